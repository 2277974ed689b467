/**
 * Property tests draw the same cases in every run, so that a red run is a changed program and not another draw.
 * LAMPLIGHT_PROPERTY_SEED draws others; fast-check prints the seed of a failure.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['LAMPLIGHT_PROPERTY_SEED'] ?? 20_261_121) });
