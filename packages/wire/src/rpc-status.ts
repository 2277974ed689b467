/**
 * google.rpc.Status with one google.rpc.ErrorInfo, as the trailer `grpc-status-details-bin` carries it. Written by hand,
 * since these two messages are all that is used of Google's protos.
 * Source: google/rpc/status.proto (code = 1, message = 2, details = 3), google/rpc/error_details.proto (ErrorInfo:
 * reason = 1, domain = 2, metadata = 3), google/protobuf/any.proto (type_url = 1, value = 2).
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const ERROR_INFO_URL = 'type.googleapis.com/google.rpc.ErrorInfo';

export interface ErrorInfo {
  readonly reason: string;
  /** Whose reason it is. */
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RpcStatus {
  /** google.rpc.Code */
  readonly code: number;
  readonly message: string;
  /** The first ErrorInfo among the details. */
  readonly info: ErrorInfo | undefined;
}

export function encodeRpcStatus(status: RpcStatus): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(status.code);
  writer.tag(2, WireType.LengthDelimited).string(status.message);
  if (status.info !== undefined) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(ERROR_INFO_URL);
    writer.tag(2, WireType.LengthDelimited).bytes(encodeErrorInfo(status.info));
    writer.join();
  }
  return writer.finish();
}

/** Undefined for bytes that are no google.rpc.Status: they come from whoever answered. */
export function decodeRpcStatus(bytes: Uint8Array): RpcStatus | undefined {
  try {
    return readStatus(new BinaryReader(bytes));
  } catch {
    return undefined;
  }
}

function encodeErrorInfo(info: ErrorInfo): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(info.reason);
  writer.tag(2, WireType.LengthDelimited).string(info.domain);
  for (const [key, value] of Object.entries(info.metadata)) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(value);
    writer.join();
  }
  return writer.finish();
}

function readStatus(reader: BinaryReader): RpcStatus {
  let code = 0;
  let message = '';
  let info: ErrorInfo | undefined;
  eachField(reader, (field, type) => {
    if (field === 1 && type === WireType.Varint) {
      code = reader.int32();
    } else if (field === 2 && type === WireType.LengthDelimited) {
      message = reader.string();
    } else if (field === 3 && type === WireType.LengthDelimited) {
      const detail = readAny(new BinaryReader(reader.bytes()));
      info ??= detail;
    } else {
      reader.skip(type, field);
    }
  });
  return { code, message, info };
}

function readAny(reader: BinaryReader): ErrorInfo | undefined {
  let url = '';
  let value: Uint8Array = new Uint8Array();
  eachField(reader, (field, type) => {
    if (field === 1 && type === WireType.LengthDelimited) {
      url = reader.string();
    } else if (field === 2 && type === WireType.LengthDelimited) {
      value = reader.bytes();
    } else {
      reader.skip(type, field);
    }
  });
  return url === ERROR_INFO_URL ? readErrorInfo(new BinaryReader(value)) : undefined;
}

function readErrorInfo(reader: BinaryReader): ErrorInfo {
  let reason = '';
  let domain = '';
  const metadata: Record<string, string> = {};
  eachField(reader, (field, type) => {
    if (field === 1 && type === WireType.LengthDelimited) {
      reason = reader.string();
    } else if (field === 2 && type === WireType.LengthDelimited) {
      domain = reader.string();
    } else if (field === 3 && type === WireType.LengthDelimited) {
      const [key, value] = readEntry(new BinaryReader(reader.bytes()));
      metadata[key] = value;
    } else {
      reader.skip(type, field);
    }
  });
  return { reason, domain, metadata };
}

function readEntry(reader: BinaryReader): readonly [string, string] {
  let key = '';
  let value = '';
  eachField(reader, (field, type) => {
    if (field === 1 && type === WireType.LengthDelimited) {
      key = reader.string();
    } else if (field === 2 && type === WireType.LengthDelimited) {
      value = reader.string();
    } else {
      reader.skip(type, field);
    }
  });
  return [key, value];
}

function eachField(reader: BinaryReader, read: (field: number, type: WireType) => void): void {
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    read(field, type);
  }
}
