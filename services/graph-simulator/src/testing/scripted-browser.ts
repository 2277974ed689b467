/** A browser for scripts: reads the forms of the simulator's own pages, fills them in, and follows where they lead. */
import type { SimulatorRequest, SimulatorResponse } from '../http/simulator-request.ts';

export interface PageForm {
  readonly method: string;
  readonly action: string;
  /** Hidden fields and inputs with their values, without buttons. */
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly text: string; readonly name: string; readonly value: string }[];
}

export class ScriptedBrowser {
  readonly #handle: (request: SimulatorRequest) => Promise<SimulatorResponse>;
  readonly #origin: string;
  /** The last answer. */
  response: SimulatorResponse = { status: 0, headers: {}, body: '' };

  constructor(
    simulator: { handle(request: SimulatorRequest): Promise<SimulatorResponse> },
    origin: string = 'https://login.microsoftonline.com',
  ) {
    this.#handle = (request) => simulator.handle(request);
    this.#origin = origin;
  }

  async open(path: string, query: Readonly<Record<string, string>> = {}): Promise<this> {
    const url = new URL(path, this.#origin);
    url.search = new URLSearchParams(query).toString();
    this.response = await this.#handle({ method: 'GET', url: url.href, headers: {}, body: '' });
    return this;
  }

  get heading(): string {
    return unescaped(/<h1>([^<]*)<\/h1>/.exec(this.response.body)?.[1] ?? '');
  }

  get forms(): readonly PageForm[] {
    return [...this.response.body.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', inner = '']) => ({
      method: attribute(head, 'method'),
      action: attribute(head, 'action'),
      fields: Object.fromEntries(
        [...inner.matchAll(/<input ([^>]*)>/g)]
          .filter(([, input = '']) => attribute(input, 'type') !== 'checkbox')
          .map(([, input = '']) => [attribute(input, 'name'), attribute(input, 'value')]),
      ),
      buttons: [...inner.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)].map(([, button = '', text = '']) => ({
        text: unescaped(text.replaceAll(/<[^>]*>/g, '')).trim(),
        name: attribute(button, 'name'),
        value: attribute(button, 'value'),
      })),
    }));
  }

  /** Where the browser is sent; undefined on a page. */
  get location(): URL | undefined {
    const { location } = this.response.headers;
    return location === undefined ? undefined : new URL(location);
  }

  /** The parameters with which it is sent there. */
  get answer(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.location?.searchParams ?? []);
  }

  /** Presses the first button whose text contains this, with more fields filled in. */
  async press(text: string, filled: Readonly<Record<string, string>> = {}): Promise<this> {
    for (const form of this.forms) {
      const button = form.buttons.find((candidate) => candidate.text.includes(text));
      if (button !== undefined) {
        const named = button.name === '' ? {} : { [button.name]: button.value };
        this.response = await this.#handle({
          method: 'POST',
          url: new URL(form.action, this.#origin).href,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ ...form.fields, ...filled, ...named }).toString(),
        });
        return this;
      }
    }
    throw new Error(`there is no button "${text}" on the page "${this.heading}"`);
  }
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
