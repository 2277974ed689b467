import type { DialogState } from '../dialog-info/dialog-info.ts';
import type { PbxDialog } from './pbx-dialog.ts';

/** Publishes a dialog at a line; a party that is no line of this PBX is outside and shows nowhere. */
export type PublishDialog = (line: string, dialog: PbxDialog) => void;

/** One call, moved by its script. Each step publishes at once; steps that do not fit the call's state throw. */
export class SmallPbxCall {
  readonly from: string;
  readonly #id: string;
  readonly #publish: PublishDialog;
  #to: string;
  #legs = 1;
  #state: 'trying' | 'ringing' | 'talking' | 'over' = 'trying';
  #held = new Set<string>();

  constructor(id: string, from: string, to: string, publish: PublishDialog) {
    this.#id = id;
    this.from = from;
    this.#to = to;
    this.#publish = publish;
    this.#publishCaller('trying');
  }

  /** The called line; another one after a transfer. */
  get to(): string {
    return this.#to;
  }

  /** The called line rings. */
  ring(): this {
    this.#expect('trying');
    this.#state = 'ringing';
    this.#publishCaller('early');
    this.#publishCalled('early');
    return this;
  }

  answer(): this {
    this.#expect('ringing');
    this.#state = 'talking';
    this.#publishCaller('confirmed');
    this.#publishCalled('confirmed');
    return this;
  }

  /** Ends the call that was answered. */
  hangUp(by: string = this.from): this {
    this.#expect('talking');
    return this.#end((line) => (line === by ? { event: 'local-bye' } : { event: 'remote-bye' }));
  }

  /** The caller gives up before anybody answers. */
  cancel(): this {
    this.#expect('trying', 'ringing');
    return this.#end(() => ({ event: 'cancelled', code: 487 }));
  }

  /** The called line declines. */
  refuse(code = 486): this {
    this.#expect('trying', 'ringing');
    return this.#end(() => ({ event: 'rejected', code }));
  }

  hold(by: string = this.from): this {
    this.#expect('talking');
    this.#held.add(by);
    this.#publishCaller('confirmed');
    this.#publishCalled('confirmed');
    return this;
  }

  resume(by: string = this.from): this {
    this.#expect('talking');
    this.#held.delete(by);
    this.#publishCaller('confirmed');
    this.#publishCalled('confirmed');
    return this;
  }

  /**
   * Blind transfer by the called line: it is free at once, the caller stays in the call, the target rings. The same
   * handle goes on: answer, refuse, hangUp are now the target's.
   */
  transfer(target: string): this {
    this.#expect('talking');
    this.#publishCalled('terminated', { event: 'local-bye' });
    this.#held.clear();
    this.#legs += 1;
    this.#to = target;
    this.#state = 'ringing';
    this.#publishCaller('confirmed');
    this.#publishCalled('early');
    return this;
  }

  #end(why: (line: string) => Pick<PbxDialog, 'event' | 'code'>): this {
    this.#state = 'over';
    this.#publishCaller('terminated', why(this.from));
    this.#publishCalled('terminated', why(this.#to));
    return this;
  }

  #publishCaller(state: DialogState, why: Pick<PbxDialog, 'event' | 'code'> = {}): void {
    this.#publishDialog(this.from, this.#to, `${this.#id}-a`, 'initiator', state, why);
  }

  #publishCalled(state: DialogState, why: Pick<PbxDialog, 'event' | 'code'> = {}): void {
    this.#publishDialog(this.#to, this.from, `${this.#id}-b${this.#legs}`, 'recipient', state, why);
  }

  #publishDialog(
    line: string,
    other: string,
    id: string,
    direction: PbxDialog['direction'],
    state: DialogState,
    why: Pick<PbxDialog, 'event' | 'code'>,
  ): void {
    const remote = { address: other, displayName: '' };
    this.#publish(line, { id, callId: this.#id, direction, state, isHeld: this.#held.has(line), remote, ...why });
  }

  #expect(...states: readonly string[]): void {
    if (!states.includes(this.#state)) {
      throw new RangeError(`the call ${this.from} to ${this.#to} is ${this.#state}, not ${states.join(' or ')}`);
    }
  }
}
