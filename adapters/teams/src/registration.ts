/** What is known of app registrations without one: permissions, manifest, consent, clouds. For commands and documents. */
export { CLOUD_FACTS, CLOUDS, type Cloud, type CloudName } from './clouds.ts';
export { featuresOf } from './credentials/needed-features.ts';
export { FEATURES, type Feature, PERMISSIONS, type Permission, permissionsFor } from './permissions.ts';
export { NOTIFICATION_REASONS, PRESENCE_REASONS, REASONS, type Reason } from './reasons.ts';
export { adminConsentLink, type ConsentLinkInput } from './registration/consent-link.ts';
export { type RegistrationManifest, registrationManifest } from './registration/manifest.ts';
