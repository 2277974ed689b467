// The bare transport that the gateway is measured beside: a grpc-js server over TLS that passes each message of one
// stream on to the streams that listen, as bytes. Run as a process: relay-peer.ts CERT_FILE KEY_FILE; prints its port.
import { readFileSync } from 'node:fs';
import { Server, ServerCredentials, type ServerDuplexStream, type ServiceDefinition } from '@grpc/grpc-js';
import { grpcOptions } from '@lamplight/wire';

const bytes = (value: Buffer): Buffer => value;

export const RELAY_SERVICE = {
  push: {
    path: '/bench.Relay/Push',
    requestStream: true,
    responseStream: true,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
  watch: {
    path: '/bench.Relay/Watch',
    requestStream: true,
    responseStream: true,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
} as const satisfies ServiceDefinition;

function serve(certFile: string, keyFile: string): void {
  const watchers = new Set<ServerDuplexStream<Buffer, Buffer>>();
  const server = new Server(grpcOptions());
  server.addService(RELAY_SERVICE, {
    push: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (message: Buffer) => {
        for (const watcher of watchers) {
          watcher.write(message);
        }
      });
      call.on('end', () => call.end());
    },
    watch: (call: ServerDuplexStream<Buffer, Buffer>) => {
      watchers.add(call);
      call.on('cancelled', () => watchers.delete(call));
      call.on('data', () => call.write(Buffer.from('ready')));
    },
  });
  const pair = { cert_chain: readFileSync(certFile), private_key: readFileSync(keyFile) };
  server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(null, [pair]), (error, port) => {
    if (error !== null) {
      throw error;
    }
    process.stdout.write(`${port}\n`);
  });
}

const [, script, certFile, keyFile] = process.argv;
if (script?.endsWith('relay-peer.ts') === true && certFile !== undefined && keyFile !== undefined) {
  serve(certFile, keyFile);
}
