import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Makes this process trust an authority too: msal-node uses the global fetch, which trusts what the process trusts.
 * @returns takes the trust back, since other tests of the process have authorities of the same name
 */
export function trustInThisProcess(caPem: string): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, caPem]);
  return () => setDefaultCACertificates(before);
}
