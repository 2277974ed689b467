export { type CertificateFiles, type ReadCertificate, readCertificate } from './certificates/read-certificate.ts';
export {
  type CertificatePair,
  makeSelfSignedCertificate,
  type SelfSignedCertificateOptions,
} from './certificates/self-signed-certificate.ts';
export { type Clock, delay, type Timer } from './clock/clock.ts';
export { ManualClock } from './clock/manual-clock.ts';
export { systemClock } from './clock/system-clock.ts';
export { TimerQueue } from './clock/timer-queue.ts';
export { type DeepReadonly, deepFreeze } from './config/deep-freeze.ts';
export { describeConfig } from './config/describe-config.ts';
export { describeExpectation, explainIssues, printPath } from './config/explain-issue.ts';
export {
  type DurationLimits,
  durationMs,
  type HostPort,
  hostPort,
  printDuration,
  printInUnits,
  readDuration,
} from './config/fields.ts';
export { nearest } from './config/known-keys.ts';
export { type ConfigOf, type LoadConfigOptions, loadConfig } from './config/load-config.ts';
export { placeInConfig, placeInText } from './config/place-in-config.ts';
export { type Position, type Problem, parseYaml, type YamlSource } from './config/yaml-source.ts';
export { createEgress, type EgressOptions } from './egress/direct-egress.ts';
export type { ConnectOptions, Egress, GrpcEgress, Route, TlsConnectOptions } from './egress/egress.ts';
export { listenFailure } from './egress/listen-failure.ts';
export { networkFailure, type Target } from './egress/network-failure.ts';
export { ERROR_REASONS, type ErrorKind, type ErrorReason } from './errors/catalogue.ts';
export { LamplightError } from './errors/lamplight-error.ts';
export { Lifecycle, type Service } from './lifecycle/lifecycle.ts';
export { type LogFields, type Logger, silentLogger } from './log/logger.ts';
export { type LogLine, MemoryLogger } from './log/memory-logger.ts';
export { PERSONAL_NAMES } from './log/personal-fields.ts';
export { type LogLevel, type PinoLoggerOptions, pinoLogger } from './log/pino-logger.ts';
export { Pseudonyms } from './log/pseudonyms.ts';
export { isSecretName } from './log/secret-names.ts';
export { EXIT_CODES, exitCodeOf } from './process/exit-codes.ts';
export { type HostProcess, nodeProcess } from './process/host-process.ts';
export { printAndExit } from './process/print-and-exit.ts';
export { type RunningProcess, type RunProcessOptions, runProcess } from './process/run-process.ts';
export { type Random, seededRandom, systemRandom } from './random/random.ts';
export { Backoff, type BackoffOptions } from './scheduling/backoff.ts';
export { KeyedHeap } from './scheduling/keyed-heap.ts';
export { type Labels, silentTelemetry, type Telemetry } from './telemetry/telemetry.ts';
