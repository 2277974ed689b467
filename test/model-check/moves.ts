/** Everything that can happen next in a world. Each move belongs to a kind; a search may leave kinds out. */
import { startAdapter } from './adapter.ts';
import { stepSystem } from './gateway.ts';
import { IN_A_CALL, PRESENTING } from './graph.ts';
import { beginRead, endRead, endWrite, isPhantom, landLate, landWrite, readNow } from './requests.ts';
import { begin, comeBack, complete, leave, lose, say } from './source.ts';
import { type Model, settled } from './step.ts';
import { ATTRIBUTION_TIMES, FOREIGN_SESSION_TICKS, READ_TICKS, WRITE_TICKS } from './times.ts';
import { CHOICES, FIRST_WORLD, type LineState, newGateway, type Truth, type World } from './world.ts';

export const MOVE_KINDS = [
  'line',
  'hold',
  'call',
  'meeting',
  'choice',
  'signing',
  'foreign',
  'copier',
  'slow-read',
  'slow-write',
  'failing-write',
  'stream',
  'connector',
  'blind',
  'refusal',
  'restart',
  'orphan',
] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

export interface Move {
  readonly name: string;
  readonly world: World;
  /** What the move itself broke; null: nothing. */
  readonly broken: string | null;
}

const LINE_MOVES: Readonly<Record<LineState, readonly LineState[]>> = {
  idle: ['ringing', 'talking'],
  ringing: ['talking', 'idle'],
  talking: ['held', 'idle'],
  held: ['talking', 'idle'],
};

/** The world in which the first process has started. */
export function startedWorld(model: Model): World {
  return settled(FIRST_WORLD, started(FIRST_WORLD, model), model);
}

export function movesOf(world: World, kinds: ReadonlySet<MoveKind>, model: Model): readonly Move[] {
  const moves: Move[] = [];
  const add = (name: string, changed: World): void => {
    moves.push({ name, world: settled(world, changed, model), broken: null });
  };
  truthMoves(world, kinds, add);
  foreignMoves(world, kinds, add);
  readMoves(world, kinds, model, moves, add);
  writeMoves(world, kinds, model, add);
  sourceMoves(world, kinds, model, moves, add);
  if (kinds.has('restart')) {
    add('the gateway restarts', started(restarted(world), model));
    if (kinds.has('orphan') && world.write?.landed === null) {
      add('the gateway restarts, its write may still take effect', started(orphaned(world), model));
    }
  }
  if (mayWait(world)) {
    moves.push({ name: 'time passes', world: waited(world, model), broken: null });
  }
  return moves;
}

/** One tick later; who is connected has said so. */
export function waited(world: World, model: Model): World {
  const { landing } = world.graph;
  const graph = landing !== null && landing.until <= world.now ? { ...world.graph, landing: null } : world.graph;
  let next: World = { ...world, graph, now: world.now + 1 };
  next = stepSystem(next, 'teams', { kind: 'renew' }, model.ports);
  if (next.pbx.link === 'up' || next.pbx.link === 'coming') {
    next = stepSystem(next, 'pbx', { kind: 'renew' }, model.ports);
  }
  return settled(world, next, model);
}

type Add = (name: string, changed: World) => void;

function truthMoves(world: World, kinds: ReadonlySet<MoveKind>, add: Add): void {
  const { truth } = world;
  const become = (change: Partial<Truth>): World => say({ ...world, truth: { ...truth, ...change } });
  if (kinds.has('line')) {
    for (const line of LINE_MOVES[truth.line]) {
      if (kinds.has('hold') || (line !== 'held' && line !== 'ringing')) {
        add(`the line turns ${line}`, become({ line }));
      }
    }
  }
  if (kinds.has('call') && truth.signedIn) {
    add(truth.call ? 'the Teams call ends' : 'a Teams call begins', become({ call: !truth.call }));
  }
  if (kinds.has('meeting')) {
    add(truth.meeting ? 'the appointment ends' : 'an appointment begins', become({ meeting: !truth.meeting }));
  }
  if (kinds.has('choice')) {
    for (const chosen of CHOICES.filter((choice) => choice !== truth.chosen)) {
      add(chosen === 'none' ? 'the status is reset' : `${chosen} is chosen`, become({ chosen }));
    }
  }
  if (kinds.has('signing')) {
    add(truth.signedIn ? 'signs out' : 'signs in', become({ signedIn: !truth.signedIn, call: false }));
  }
}

function foreignMoves(world: World, kinds: ReadonlySet<MoveKind>, add: Add): void {
  const { foreign, now } = world;
  const become = (change: Partial<World['foreign']>): World => ({ ...world, foreign: { ...foreign, ...change } });
  const gone = foreign.pair === null || foreign.until <= now;
  if (kinds.has('foreign') && !foreign.copies) {
    if (gone) {
      add('another application writes InACall', become({ pair: IN_A_CALL, until: Infinity }));
      add('another application writes Presenting', become({ pair: PRESENTING, until: Infinity }));
    } else {
      add('the other application clears', become({ pair: null, until: Infinity }));
      if (foreign.until === Infinity) {
        add('the other application dies', become({ until: now + FOREIGN_SESSION_TICKS }));
      }
    }
  }
  if (kinds.has('copier') && !foreign.copies) {
    add('another application copies the PBX into Teams', become({ copies: true }));
  }
  if (foreign.copies && copied(world) !== world) {
    add('the other application copies', copied(world));
  }
}

/** The copying application sets or clears, by what the PBX shows. */
export function copied(world: World): World {
  const { foreign, truth, pbx } = world;
  const busy = truth.line === 'talking' || truth.line === 'held' || pbx.told;
  if (!foreign.copies || busy === (foreign.pair !== null)) {
    return world;
  }
  return { ...world, foreign: { ...foreign, pair: busy ? IN_A_CALL : null, until: Infinity } };
}

function readMoves(world: World, kinds: ReadonlySet<MoveKind>, model: Model, moves: Move[], add: Add): void {
  if (world.read === null) {
    add('a read is answered at once', readNow(world, model.ports));
    if (kinds.has('slow-read')) {
      add('a read begins', beginRead(world));
    }
    return;
  }
  for (const answer of world.read.mayShow) {
    const after = endRead(world, answer, model.ports);
    const broken = isPhantom(after, answer) ? `${answer.pair.activity} is claimed, and it is our own` : null;
    const name = `the read shows ${answer.pair.availability}/${answer.pair.activity}`;
    moves.push({ name, world: settled(world, after, model), broken });
  }
  add('the read fails', { ...world, read: null });
}

function writeMoves(world: World, kinds: ReadonlySet<MoveKind>, model: Model, add: Add): void {
  const { write } = world;
  if (world.graph.landing !== null) {
    add('the lost write takes effect', landLate(world));
  }
  if (write === null) {
    return;
  }
  const what = `the ${write.write.kind}`;
  const there = write.landed === null ? landWrite(world) : world;
  add(`${what} is accepted`, endWrite(there, 'done', model.ports));
  if (kinds.has('slow-write') && write.landed === null) {
    add(`${what} takes effect`, there);
  }
  if (kinds.has('failing-write')) {
    add(`the answer to ${what} is lost`, endWrite(world, 'unknown', model.ports));
    if (write.landed === null) {
      add(`${what} is refused`, endWrite(world, 'failed', model.ports));
    }
  }
}

function sourceMoves(world: World, kinds: ReadonlySet<MoveKind>, model: Model, moves: Move[], add: Add): void {
  const { pbx } = world;
  const { ports } = model;
  const there = pbx.link === 'up' || pbx.link === 'coming';
  if (there && kinds.has('stream')) {
    const lost = settled(world, lose(world, ports), model);
    const kept = lost.gateway.concluded === world.gateway.concluded;
    const broken = kept ? null : 'a stream lost within its lease changes what is shown or wanted';
    moves.push({ name: 'the stream of the PBX is lost', world: lost, broken });
  }
  if (pbx.link === 'redial' || (pbx.link === 'down' && kinds.has('stream'))) {
    add('the connector is back', comeBack(world, ports));
  }
  if (pbx.link === 'coming') {
    add('the connector has said everything', complete(world, ports));
  }
  if (kinds.has('connector')) {
    add('a new connector begins', begin(world, ports));
    if (there) {
      add('the connector leaves', leave(world, ports));
    }
  }
  if (kinds.has('blind')) {
    const name = pbx.blind ? 'the PBX is seen again' : 'the PBX is out of sight';
    add(name, say({ ...world, pbx: { ...pbx, blind: !pbx.blind } }));
  }
  if (kinds.has('refusal')) {
    const name = pbx.refuses ? 'the PBX takes effects again' : 'the PBX refuses effects';
    add(name, { ...world, pbx: { ...pbx, refuses: !pbx.refuses } });
  }
}

/** The processes are gone with all that was under way, and the connector will call again. */
function restarted(world: World): World {
  const link = world.pbx.link === 'down' ? 'down' : 'redial';
  return { ...world, graph: { ...world.graph, landing: null }, pbx: { ...world.pbx, link } };
}

/** The same, and the write that was under way may take effect when nobody remembers it any more. */
function orphaned(world: World): World {
  const gone = restarted(world);
  const landing =
    world.write === null ? null : { write: world.write.write, until: world.now + ATTRIBUTION_TIMES.landingMs };
  return { ...gone, graph: { ...gone.graph, landing } };
}

function started(world: World, { ports }: Model): World {
  const next = startAdapter({ ...world, gateway: newGateway(world.now) }, ports);
  return stepSystem(next, 'teams', { kind: 'begin' }, ports);
}

function mayWait({ read, write, now }: World): boolean {
  const isReadLate = read !== null && now >= read.begunAt + READ_TICKS;
  return !isReadLate && !(write !== null && now >= write.sentAt + WRITE_TICKS);
}
