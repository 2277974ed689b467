/** The world left to itself: nothing new happens, everybody answers, every fault has stopped, and time passes. */
import { copied, waited } from './moves.ts';
import { endWrite, landWrite, readNow } from './requests.ts';
import { comeBack, complete } from './source.ts';
import { type Model, settled } from './step.ts';
import type { World } from './world.ts';

/** One tick of it. */
export function calmed(world: World, model: Model): World {
  const { ports } = model;
  let next = world;
  const then = (change: (before: World) => World): void => {
    const changed = change(next);
    next = changed === next ? next : settled(next, changed, model);
  };
  then((before) => (before.pbx.refuses ? { ...before, pbx: { ...before.pbx, refuses: false } } : before));
  then((before) => (before.pbx.link === 'coming' ? complete(before, ports) : before));
  then((before) => (before.pbx.link === 'redial' ? comeBack(before, ports) : before));
  then(copied);
  // A write that is answered may be followed by another.
  for (let writes = 0; next.write !== null && writes < 4; writes += 1) {
    then((before) => endWrite(before.write?.landed === null ? landWrite(before) : before, 'done', ports));
  }
  then((before) => readNow(before, ports));
  return waited(next, model);
}
