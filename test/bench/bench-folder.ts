import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSelfSignedCertificate, systemClock } from '@lamplight/runtime';

/** A folder with a certificate for loopback, removed at the end. */
export class BenchFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'lamplight-bench-'));
  readonly certFile = join(this.path, 'cert.pem');
  readonly keyFile = join(this.path, 'key.pem');
  caPem = '';

  async makeCertificate(): Promise<void> {
    const pair = await makeSelfSignedCertificate({
      commonName: 'localhost',
      altNames: ['localhost', '127.0.0.1'],
      validDays: 2,
      clock: systemClock(),
    });
    this.caPem = pair.certPem;
    writeFileSync(this.certFile, pair.certPem);
    writeFileSync(this.keyFile, pair.keyPem);
  }

  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
