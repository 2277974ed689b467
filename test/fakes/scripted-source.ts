import {
  type Call,
  type CallState,
  type GatewayMessage,
  type Problem,
  type ReportInlet,
  type ReportPort,
  SILENT_CLAIM,
  sourceId,
  systemId,
  type TenantId,
} from '@lamplight/domain';

/** A PBX inside the process that says of its lines what a test tells it to. */
export class ScriptedSource {
  readonly received: GatewayMessage[] = [];
  ended: Problem | null | undefined;
  readonly #inlet: ReportInlet;
  #sequence = 0;

  constructor(reports: ReportPort, tenantId: TenantId, system: string) {
    const principal = { tenantId, systemIds: [systemId(system)], keyId: 'scripted-source' };
    this.#inlet = reports.open(principal, {
      send: (message) => {
        this.received.push(message);
      },
      end: (problem) => {
        this.ended = problem;
      },
    });
    this.#inlet.receive({
      kind: 'hello',
      systemId: systemId(system),
      sourceId: sourceId('scripted-source'),
      instanceId: 'one',
      technology: 'PBX',
      capabilities: { callStates: ['idle', 'ringing', 'talking'], effects: [], features: [] },
      previousLease: null,
      takeOver: false,
      softwareName: 'scripted-source',
      softwareVersion: '1',
    });
  }

  /** The lines are in this state. */
  say(state: CallState, addresses: readonly string[]): void {
    this.#sequence += 1;
    const call: Call = {
      state,
      count: state === 'idle' ? 0 : 1,
      direction: 'unknown',
      remoteParty: null,
      since: null,
      groupCall: false,
    };
    const items = addresses.map((address) => ({ address, claim: { ...SILENT_CLAIM, call } }));
    this.#inlet.receive({ kind: 'claims', sequence: this.#sequence, items });
  }

  complete(): void {
    this.#inlet.receive({ kind: 'claims-complete', sequence: this.#sequence });
  }

  lose(): void {
    this.#inlet.closed();
  }
}
