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
import { AuthorizationGrants } from './entra/authorization-grants.ts';
import { Authorizer } from './entra/authorizer.ts';
import { ConsentPolicies } from './entra/consent-policies.ts';
import { EntraService } from './entra/entra-service.ts';
import { SignInAccounts } from './entra/sign-in-accounts.ts';
import { type SigningKey, SigningKeys } from './entra/signing-key.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import { RandomFaults } from './faults/random-faults.ts';
import { batchCalls } from './graph/batch.ts';
import { deltaCalls } from './graph/delta.ts';
import { GraphService } from './graph/graph-service.ts';
import { groupCalls } from './graph/groups.ts';
import { presenceCalls } from './graph/presence-calls.ts';
import { userCalls } from './graph/users.ts';
import { GraphSimulator } from './graph-simulator.ts';
import { LatencyModel } from './latency/latency-model.ts';
import { Population } from './population/population.ts';
import { RequestCounts } from './record/request-counts.ts';
import { WriteRecord } from './record/write-record.ts';
import { DeliveryRecord } from './subscriptions/delivery-record.ts';
import { type NotificationSender, unreachableSender } from './subscriptions/notification-sender.ts';
import { subscriptionCalls } from './subscriptions/subscription-calls.ts';
import { Subscriptions } from './subscriptions/subscriptions.ts';
import { ValidationTokens } from './subscriptions/validation-tokens.ts';
import { SwitchBoard } from './switches/switch-board.ts';
import { Throttle } from './throttling/throttle.ts';

export interface SimulatorArguments {
  readonly clock: Clock;
  /** Ids, token lifetimes and the latency model; seeded, a run repeats exactly. */
  readonly random: Random;
  /** Default: a key of its own, made at first use. */
  readonly signingKey?: SigningKey | undefined;
  /** The way out to receivers of notifications; default: none, so that nobody can subscribe. */
  readonly deliver?: NotificationSender | undefined;
}

const CLOCK: ServiceIdentifier<Clock> = Symbol('Clock');
const RANDOM: ServiceIdentifier<Random> = Symbol('Random');

/** A simulator without tenants, people or apps. */
export function wireSimulator({ clock, random, signingKey, deliver }: SimulatorArguments): GraphSimulator {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(CLOCK).toConstantValue(clock);
  container.bind(RANDOM).toConstantValue(random);
  container.bind(SigningKeys).toConstantValue(new SigningKeys(clock, signingKey));
  container.bind(SignInAccounts).toConstantValue(new SignInAccounts());
  container.bind(ConsentPolicies).toConstantValue(new ConsentPolicies());
  container.bind(AuthorizationGrants).toConstantValue(new AuthorizationGrants(clock, random));
  container.bind(SwitchBoard).toConstantValue(new SwitchBoard());
  container.bind(FaultPlan).toConstantValue(new FaultPlan());
  container.bind(RandomFaults).toConstantValue(new RandomFaults());
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
      (time: Clock, source: Random, keys: SigningKeys, switches: SwitchBoard) =>
        new AccessTokens(time, source, keys, switches),
      [CLOCK, RANDOM, SigningKeys, SwitchBoard],
    );
  container
    .bind(Population)
    .toResolvedValue(
      (time: Clock, directory: Directory, engine: PresenceEngine) => new Population({ clock: time, directory, engine }),
      [CLOCK, Directory, PresenceEngine],
    );
  const get = <Part>(part: ServiceIdentifier<Part>): Part => container.get(part);
  const shared = {
    clock,
    random,
    directory: get(Directory),
    apps: get(AppRegistry),
    engine: get(PresenceEngine),
    tokens: get(AccessTokens),
    signingKeys: get(SigningKeys),
    accounts: get(SignInAccounts),
    policies: get(ConsentPolicies),
    grants: get(AuthorizationGrants),
    switches: get(SwitchBoard),
    latency: get(LatencyModel),
    throttle: get(Throttle),
    faults: get(FaultPlan),
    record: get(WriteRecord),
    counts: get(RequestCounts),
    population: get(Population),
    randomFaults: get(RandomFaults),
  };
  const authorizer = new Authorizer(shared);
  const send = deliver ?? unreachableSender;
  const deliveries = new DeliveryRecord();
  const validationTokens = new ValidationTokens(clock, random, shared.signingKeys);
  const subscriptions = new Subscriptions({ ...shared, send, deliveries, validationTokens });
  const control = new SimulatorControl({ ...shared, authorizer, subscriptions, deliveries });
  const simulator: GraphSimulator = new GraphSimulator({
    ...shared,
    subscriptions,
    entra: new EntraService({ ...shared, authorizer }),
    graph: new GraphService({
      ...shared,
      // One line for each family of calls.
      handlers: {
        ...presenceCalls(shared),
        ...userCalls(shared),
        ...groupCalls(shared),
        ...deltaCalls(shared),
        ...batchCalls((request) => simulator.answerItem(request)),
        ...subscriptionCalls({ ...shared, subscriptions, send }),
      },
    }),
    control,
    controlApi: new ControlApi(control),
  });
  return simulator;
}
