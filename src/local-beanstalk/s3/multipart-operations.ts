/** The operations of multipart uploads. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
import { z } from 'zod';
import { printable } from '../http/printable.ts';
import { type ApiRequest, ServiceError } from '../http/service.ts';
import {
  type Algorithm,
  algorithms,
  type Checksum,
  checksumElements,
  checksumHeader,
  defaultAlgorithm,
  readAlgorithm,
  readChecksum,
} from './checksums.ts';
import { checkTarget } from './conditions.ts';
import { copyBytes, readSource, readSourceRange } from './copy.ts';
import { readMetadata } from './metadata.ts';
import { type ListedPart, MultipartUploads } from './multipart.ts';
import { encryption } from './read-object.ts';
import { receiveBody } from './receive.ts';
import type { Run } from './object-operations.ts';
import type { BucketStore } from './store.ts';
import { parseXml, xml } from './xml.ts';

const maxParts = 10_000;

export function multipartOperations(store: BucketStore): Readonly<Record<string, Run>> {
  const uploads = new MultipartUploads(store);
  const uploadId = ({ query }: ApiRequest): string => query.get('uploadId') ?? '';

  return {
    CreateMultipartUpload({ headers }, target) {
      const chosen = headers['x-amz-checksum-algorithm'];
      const algorithm =
        chosen === undefined ? defaultAlgorithm : readAlgorithm(chosen, 'x-amz-checksum-algorithm');
      const type = checksumType(algorithm, headers['x-amz-checksum-type']);
      const isChosen = chosen !== undefined;
      const id = uploads.create({ ...target, metadata: readMetadata(headers), algorithm, type, isChosen });
      return xml(
        'InitiateMultipartUploadResult',
        { Bucket: target.bucket, Key: printable(target.key), UploadId: id },
        {
          ...encryption,
          ...(isChosen && { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }),
        },
      );
    },

    async UploadPart(request, target) {
      const number = partNumber(request.query.get('partNumber'));
      const upload = uploads.require(uploadId(request), target);
      const part = await receiveBody(store, request, upload);
      await uploads.addPart(upload, number, part);
      const checksum = { [checksumHeader(part.checksum.algorithm)]: part.checksum.value };
      return { status: 200, headers: { etag: `"${part.etag}"`, ...checksum, ...encryption } };
    },

    async UploadPartCopy(request, target) {
      const number = partNumber(request.query.get('partNumber'));
      const upload = uploads.require(uploadId(request), target);
      const { object } = readSource(store, request.headers);
      const range = readSourceRange(request.headers['x-amz-copy-source-range'], object.size);
      const part = await copyBytes(store, object, upload.algorithm, range);
      await uploads.addPart(upload, number, part);
      const checksum = upload.isChosen && { [`Checksum${upload.algorithm}`]: part.checksum.value };
      const result = { LastModified: new Date().toISOString(), ETag: `"${part.etag}"`, ...checksum };
      return xml('CopyPartResult', result, encryption);
    },

    async CompleteMultipartUpload(request, target) {
      const upload = uploads.require(uploadId(request), target);
      const listed = readParts(await request.body());
      const size = listed.reduce((sum, { number }) => sum + (upload.parts.get(number)?.size ?? 0), 0);
      const object = await uploads.complete(uploadId(request), upload, listed, (checksum, before) => {
        checkDeclared(request.headers, checksum, size);
        checkTarget(request.headers, before);
      });
      const result = {
        Location: `http://${request.headers.host ?? ''}/${target.bucket}/${encodeURI(target.key)}`,
        Bucket: target.bucket,
        Key: printable(target.key),
        ETag: `"${object.etag}"`,
        ...checksumElements(object.checksum),
      };
      return xml('CompleteMultipartUploadResult', result, encryption);
    },

    async AbortMultipartUpload(request, target) {
      await uploads.abort(uploadId(request), uploads.require(uploadId(request), target));
      return { status: 204 };
    },
  };
}

/** CRC-64 has no composite checksum, SHA has no other. */
function checksumType(algorithm: Algorithm, asked: string | undefined): Checksum['type'] {
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isComposite = type === 'COMPOSITE';
  if (isComposite ? algorithm === 'CRC64NVME' : algorithm.startsWith('SHA')) {
    throw new ServiceError(
      'InvalidRequest',
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return isComposite ? 'COMPOSITE' : 'FULL_OBJECT';
}

function partNumber(text: string | null): number {
  const number = Number(text);
  if (/^\d+$/.test(text ?? '') && number >= 1 && number <= maxParts) return number;
  throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
}

const checksumFields = Object.fromEntries(
  algorithms.map((algorithm) => [`Checksum${algorithm}`, z.string().optional()]),
);
const schema = z.object({
  CompleteMultipartUpload: z.object({
    Part: z
      .array(
        z.object({
          PartNumber: z.string().regex(/^\s*\d{1,5}\s*$/),
          ETag: z.string(),
          ...checksumFields,
        }),
      )
      .min(1)
      .max(maxParts),
  }),
});

function checksumsOf(part: Readonly<Record<string, string | undefined>>): ListedPart['checksums'] {
  return Object.fromEntries(
    algorithms.flatMap((algorithm): [Algorithm, string][] => {
      const value = part[`Checksum${algorithm}`];
      return value === undefined ? [] : [[algorithm, value]];
    }),
  );
}

function readParts(body: Buffer): ListedPart[] {
  return parseXml(body, schema, ['Part']).CompleteMultipartUpload.Part.map((part) => ({
    number: Number(part.PartNumber),
    etag: part.ETag.trim().replace(/^"(.*)"$/, '$1'),
    checksums: checksumsOf(part),
  }));
}

/** Checks the checksum, its type and the size that the request declares for the whole object. */
function checkDeclared(headers: ApiRequest['headers'], checksum: Checksum, size: number): void {
  const declared = readChecksum(headers);
  const value = declared?.value.includes('-') === true ? checksum.value : checksum.value.replace(/-\d+$/, '');
  if (declared !== undefined && (declared.algorithm !== checksum.algorithm || declared.value !== value)) {
    throw new ServiceError(
      'BadDigest',
      `The ${declared.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== checksum.type) {
    throw new ServiceError(
      'InvalidRequest',
      `The upload was created using the ${checksum.type} checksum mode.`,
    );
  }
  const length = headers['x-amz-mp-object-size'];
  if (length !== undefined && Number(length) !== size) {
    throw new ServiceError(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${length} does not match what was computed: ${size}`,
    );
  }
}
