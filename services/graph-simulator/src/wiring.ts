/** Puts the rooms of the simulator together, by factories. Nothing else knows them all. */
import 'reflect-metadata';
import type { Clock, Random } from '@lamplight/runtime';
import { Container, type ServiceIdentifier } from 'inversify';
import { ControlApi } from './control/control-api.ts';
import { SimulatorControl } from './control/simulator-control.ts';
import { AppRegistry } from './directory/app-registry.ts';
import { Directory } from './directory/directory.ts';
import { PresenceEngine } from './engine/presence-engine.ts';
import { AccessTokens } from './entra/access-tokens.ts';
import { EntraService } from './entra/entra-service.ts';
import { SigningKey } from './entra/signing-key.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { GraphService } from './graph/graph-service.ts';
import { GraphSimulator } from './graph-simulator.ts';
import { LatencyModel } from './latency/latency-model.ts';
import { RequestCounts } from './record/request-counts.ts';
import { WriteRecord } from './record/write-record.ts';
import { SwitchBoard } from './switches/switch-board.ts';
import { Throttle } from './throttling/throttle.ts';

export interface SimulatorArguments {
  readonly clock: Clock;
  /** Ids, token lifetimes and the latency model; seeded, a run repeats exactly. */
  readonly random: Random;
  /** Default: a key of its own, made at first use. */
  readonly signingKey?: SigningKey | undefined;
}

const CLOCK: ServiceIdentifier<Clock> = Symbol('Clock');
const RANDOM: ServiceIdentifier<Random> = Symbol('Random');

/** A simulator without tenants, people or apps. */
export function wireSimulator({ clock, random, signingKey }: SimulatorArguments): GraphSimulator {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(CLOCK).toConstantValue(clock);
  container.bind(RANDOM).toConstantValue(random);
  container.bind(SigningKey).toConstantValue(signingKey ?? new SigningKey());
  container.bind(SwitchBoard).toConstantValue(new SwitchBoard());
  container.bind(FaultPlan).toConstantValue(new FaultPlan());
  container.bind(WriteRecord).toConstantValue(new WriteRecord());
  container.bind(RequestCounts).toConstantValue(new RequestCounts());
  container.bind(LatencyModel).toResolvedValue((source: Random) => new LatencyModel(source), [RANDOM]);
  container.bind(Throttle).toResolvedValue((time: Clock) => new Throttle(time), [CLOCK]);
  container.bind(Directory).toResolvedValue((source: Random) => new Directory(source), [RANDOM]);
  container
    .bind(AppRegistry)
    .toResolvedValue((time: Clock, source: Random) => new AppRegistry(time, source), [CLOCK, RANDOM]);
  container
    .bind(PresenceEngine)
    .toResolvedValue(
      (time: Clock, switches: SwitchBoard, latency: LatencyModel) => new PresenceEngine(time, switches, latency),
      [CLOCK, SwitchBoard, LatencyModel],
    );
  container
    .bind(AccessTokens)
    .toResolvedValue(
      (time: Clock, source: Random, key: SigningKey) => new AccessTokens(time, source, key),
      [CLOCK, RANDOM, SigningKey],
    );
  const get = <Part>(part: ServiceIdentifier<Part>): Part => container.get(part);
  const shared = {
    clock,
    random,
    directory: get(Directory),
    apps: get(AppRegistry),
    engine: get(PresenceEngine),
    tokens: get(AccessTokens),
    signingKey: get(SigningKey),
    switches: get(SwitchBoard),
    latency: get(LatencyModel),
    throttle: get(Throttle),
    faults: get(FaultPlan),
    record: get(WriteRecord),
    counts: get(RequestCounts),
  };
  const control = new SimulatorControl(shared);
  return new GraphSimulator({
    ...shared,
    entra: new EntraService(shared),
    graph: new GraphService(shared),
    control,
    controlApi: new ControlApi(control),
  });
}
