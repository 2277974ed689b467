/** How an app registration is made, in words: by the az command line, or by hand in the admin center. */
import {
  CLOUD_FACTS,
  type CloudName,
  type Feature,
  permissionsFor,
  type RegistrationManifest,
} from '@lamplight/teams-adapter/registration';

/** Names of the clouds in `az cloud set`. Source: Azure CLI, az cloud list; those that it does not have are left out. */
const AZ_CLOUDS: Partial<Record<CloudName, string>> = {
  'us-government': 'AzureUSGovernment',
  'us-defense': 'AzureUSGovernment',
};

export interface RegisterInput {
  readonly manifest: RegistrationManifest;
  readonly features: readonly Feature[];
  readonly cloud: CloudName;
}

export function registerSteps({ manifest, features, cloud }: RegisterInput): string {
  const { displayName, requiredResourceAccess, signInAudience, web } = manifest;
  const { authority, portal } = CLOUD_FACTS[cloud];
  const azCloud = AZ_CLOUDS[cloud];
  const permissions = permissionsFor(features);
  const redirects = web?.redirectUris ?? [];
  const quoted = redirects.map((uri) => ` \\\n     --web-redirect-uris '${uri}'`).join('');
  const place = portal === '' ? 'the Entra admin center of the cloud' : portal;
  return [
    `The manifest (application resource of Microsoft Graph), also by --json:`,
    JSON.stringify(manifest, null, 2),
    '',
    'By the az command line, as an administrator of the tenant:',
    ...(azCloud === undefined ? [] : [`   az cloud set --name ${azCloud}`]),
    '1. Keep what is between the brackets of requiredResourceAccess as permissions.json:',
    `   ${JSON.stringify(requiredResourceAccess)}`,
    '2. Register, and keep the id that is printed as clientId:',
    '   az login --tenant TENANT --allow-no-subscriptions',
    `   az ad app create --display-name '${displayName.replaceAll("'", "'\\''")}' --sign-in-audience ${signInAudience}${quoted} \\`,
    '     --required-resource-accesses @permissions.json --query appId --output tsv',
    '3. Make it known to the tenant, and consent:',
    '   az ad sp create --id CLIENT_ID',
    '   az ad app permission admin-consent --id CLIENT_ID',
    '4. A credential, one of these:',
    '   az ad app credential reset --id CLIENT_ID --append --cert @teams.crt      (a certificate of yours: recommended)',
    '   az ad app federated-credential create --id CLIENT_ID --parameters @federated.json      (a workload identity)',
    '   az ad app credential reset --id CLIENT_ID --append --years 1      (a secret: shown once)',
    '',
    `By hand, in ${place}:`,
    `1. App registrations, New registration: name ${displayName}, ${signInAudience === 'AzureADMyOrg' ? 'accounts in this organizational directory only' : 'accounts in any organizational directory'}.`,
    ...(redirects.length === 0 ? [] : [`   Authentication, platform Web: ${redirects.join(', ')}.`]),
    ...(redirects.length === 0 && features.includes('notifications')
      ? ['   Accounts that sign in for notifications come back to an address: give it by --redirect-uri.']
      : []),
    '2. API permissions, Add a permission, Microsoft Graph:',
    ...permissions.map(({ name, kind, neededFor }) => `   ${kind} ${name}: ${neededFor}`),
    '3. Grant admin consent.',
    '4. Certificates & secrets: upload a certificate, or add a federated credential, or make a secret and copy its value.',
    '',
    'Then tell Lamplight, with the directory (tenant) id and the application (client) id of the registration:',
    '   lamplight system add entra --technology MSTEAMS --settings teams.yaml',
    `   # teams.yaml: { teams: { tenantId: …, clientId: …${furtherSettings(features, cloud)} } }`,
    '   lamplight system secret set entra clientSecret --expires 2027-06-30      (for a secret)',
    ...(signInAudience === 'AzureADMultipleOrgs'
      ? [
          '',
          'Each further tenant consents by a link: "lamplight teams consent-link SYSTEM" prints it.',
          `It is of the form ${authority}/TENANT/adminconsent?client_id=CLIENT_ID`,
        ]
      : []),
  ].join('\n');
}

/** What of the settings belongs to the choice, each with a comma before it. */
function furtherSettings(features: readonly Feature[], cloud: CloudName): string {
  const level = features.includes('directory=full') ? 'full' : features.includes('directory=basic') ? 'basic' : 'none';
  return [
    cloud === 'global' ? '' : `, cloud: ${cloud}`,
    features.includes('write') ? '' : ', readOnly: true',
    level === 'none' ? '' : `, directory: { level: ${level} }`,
  ].join('');
}
