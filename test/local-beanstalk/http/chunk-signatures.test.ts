/**
 * Chunks with signatures, by an implementation of the documents in the test.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { AwsChunkedBody } from '../../../src/local-beanstalk/http/aws-chunked.ts';
import { chunkVerifier, readPayload } from '../../../src/local-beanstalk/http/chunk-signatures.ts';
import { signer } from '../../../src/local-beanstalk/http/signer.ts';
import { localCredentials } from '../credentials.ts';
import { Bucket, s3ForTests } from '../s3/s3-client.ts';
import { call, type RawAnswer } from './raw-request.ts';

const { s3, endpoint } = s3ForTests();

type Kind = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const plain: Kind = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const trailing: Kind = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signatures of the chunks, and of the trailer when there is one. */
function signaturesOf(
  chunks: readonly string[],
  { seed, date, secret, trailer }: { seed: string; date: string; secret: string; trailer?: string },
): string[] {
  const day = date.slice(0, 8);
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce(
    hmac,
    `AWS4${secret}` as string | Buffer as never,
  );
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const found: string[] = [];
  const sign = (...lines: string[]): void => {
    const [algorithm = '', ...hashes] = lines;
    const text = [algorithm, date, scope, found.at(-1) ?? seed, ...hashes].join('\n');
    found.push(hmac(key, text).toString('hex'));
  };
  for (const chunk of chunks) sign('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(chunk));
  if (trailer !== undefined) sign('AWS4-HMAC-SHA256-TRAILER', sha256(`${trailer}\n`));
  return found;
}

function bodyOf(chunks: readonly string[], signatures: readonly string[], trailer?: string): string {
  const parts = chunks.map((chunk, index) => {
    const line = `${chunk.length.toString(16)};chunk-signature=${signatures[index] ?? ''}\r\n`;
    return chunk === '' ? line : `${line}${chunk}\r\n`;
  });
  const signature = `x-amz-trailer-signature:${signatures[chunks.length] ?? ''}\r\n`;
  return `${parts.join('')}${trailer === undefined ? '' : `${trailer}\r\n${signature}`}\r\n`;
}

describe('the examples of the documents', () => {
  const date = '20130524T000000Z';
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const chunks = ['a'.repeat(65536), 'a'.repeat(1024), ''];
  const examples = [
    {
      kind: plain,
      seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
      signatures: [
        'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
        '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
        'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
      ],
    },
    {
      kind: trailing,
      seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
      signatures: [
        'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
        '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
        '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
        'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
      ],
      trailer: 'x-amz-checksum-crc32c:sOO8/Q==',
    },
  ];

  const read = (body: string, kind: Kind, seed: string): Promise<Buffer> => {
    const payload = readPayload(kind);
    if (payload === undefined) throw new Error(kind);
    const chunked = new AwsChunkedBody();
    chunked.verifier = chunkVerifier(payload, {
      ...{ seed, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret } },
      scope: { day: '20130524', region: 'us-east-1', date, headers: [] },
    });
    return buffer(Readable.from(chunked.decode(Readable.from([Buffer.from(body)]) as AsyncIterable<Buffer>)));
  };

  test.each(examples)('$kind', async ({ kind, seed, signatures, trailer }) => {
    expect((await read(bodyOf(chunks, signatures, trailer), kind, seed)).length).toBe(66560);
    // The test's own implementation is right as well.
    const own = { seed, date, secret, ...(trailer !== undefined && { trailer }) };
    expect(signaturesOf(chunks, own)).toEqual(signatures);
    const wrong = signatures.with(-1, '0'.repeat(64));
    await expect(read(bodyOf(chunks, wrong, trailer), kind, seed)).rejects.toMatchObject({
      ...{ code: 'SignatureDoesNotMatch', status: 403 },
    });
  });
});

describe('uploads', () => {
  const chunks = ['a'.repeat(8192), 'b'.repeat(10), ''];
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(chunks.join('')));
  const checksum = `x-amz-checksum-crc32:${crc.toString('base64')}`;

  interface Upload {
    kind?: string;
    headers?: Record<string, string>;
    /** Makes the body from the chunks and their true signatures. */
    body?: (signatures: readonly string[]) => string;
    trailer?: string;
    unsignedHash?: boolean;
  }

  async function put(upload: Upload): Promise<RawAnswer> {
    const { kind = plain, headers = {}, trailer, unsignedHash = false } = upload;
    const date = new Date();
    const stamp = date.toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const all = {
      host: new URL(endpoint()).host,
      'x-amz-content-sha256': kind,
      'x-amz-decoded-content-length': String(chunks.join('').length),
      ...headers,
    };
    const { headers: signed } = await signer(localCredentials, 's3', 'us-east-1').sign(
      {
        method: 'PUT',
        protocol: 'http:',
        hostname: '',
        path: `/${Bucket}/key`,
        query: {},
        headers: all,
        body: '',
      },
      {
        signingDate: date,
        ...(unsignedHash && { unsignableHeaders: new Set(['x-amz-content-sha256']) }),
      },
    );
    const seed = /Signature=(.*)$/.exec(signed.authorization ?? '')?.[1] ?? '';
    const secret = localCredentials.secretAccessKey;
    const signatures = signaturesOf(chunks, {
      ...{ seed, date: stamp, secret, ...(trailer !== undefined && { trailer }) },
    });
    const body = (upload.body ?? ((own) => bodyOf(chunks, own, trailer)))(signatures);
    return call(endpoint(), { method: 'PUT', path: `/${Bucket}/key`, headers: { ...signed }, body });
  }

  const withTrailer = {
    ...{ kind: trailing, trailer: checksum },
    headers: { 'x-amz-trailer': 'x-amz-checksum-crc32' },
  };
  const unsigned = { kind: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', headers: withTrailer.headers };
  const unsignedBody = (trailer: string) => (): string =>
    `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk === '' ? '' : `${chunk}\r\n`}`).join('')}${trailer}\r\n\r\n`;

  test.each<[string, Upload]>([
    ['signed chunks', {}],
    ['signed chunks and a signed trailer', withTrailer],
    ['unsigned chunks and a trailer', { ...unsigned, body: unsignedBody(checksum) }],
  ])('%s are stored', async (_what, upload) => {
    expect((await put(upload)).status).toBe(200);
    const { Body } = await s3().getObject({ Bucket, Key: 'key' });
    expect(await Body?.transformToString()).toBe(chunks.join(''));
  });

  const otherTrailer = 'x-amz-checksum-crc32:AAAAAA==';
  const mismatch = [403, 'SignatureDoesNotMatch'] as const;
  test.each<[string, Upload, readonly [number, string]]>([
    ['a changed chunk', { body: (own) => bodyOf(chunks, own).replace('bbb', 'bcb') }, mismatch],
    ['a changed first chunk', { body: (own) => bodyOf(chunks, own).replace('aaa', 'aba') }, mismatch],
    ['a changed last signature', { body: (own) => bodyOf(chunks, own.with(2, own[1] ?? '')) }, mismatch],
    [
      'a chunk without a signature',
      { body: (own) => bodyOf(chunks, own).replace(/a;chunk-signature=\w+/, 'a') },
      mismatch,
    ],
    ['unsigned chunks in place of signed ones', { body: unsignedBody(checksum) }, mismatch],
    ['an end after the first chunk', { body: (own) => bodyOf([chunks[0] ?? '', ''], own) }, mismatch],
    ['no end', { body: (own) => bodyOf(chunks.slice(0, 2), own) }, [400, 'IncompleteBody']],
    ['a changed trailer', { ...withTrailer, body: (own) => bodyOf(chunks, own, otherTrailer) }, mismatch],
    [
      'a trailer without a signature',
      { ...withTrailer, body: (own) => bodyOf(chunks, own, checksum).replace(/x-amz-trailer-sig.*\r\n/, '') },
      [400, 'MalformedTrailerError'],
    ],
    [
      'a trailer that the headers do not announce',
      { body: (own) => bodyOf(chunks, own, checksum) },
      [400, 'MalformedTrailerError'],
    ],
    ['a signed trailer of another checksum', { ...withTrailer, trailer: otherTrailer }, [400, 'BadDigest']],
    ['a trailer of another checksum', { ...unsigned, body: unsignedBody(otherTrailer) }, [400, 'BadDigest']],
    [
      'a changed unsigned chunk',
      { ...unsigned, body: () => unsignedBody(checksum)().replace('bbb', 'bcb') },
      [400, 'BadDigest'],
    ],
    [
      'a trailer that is not a checksum',
      { ...unsigned, body: unsignedBody('x-amz-checksum-crc32:short') },
      [400, 'InvalidRequest'],
    ],
    [
      'a line that is not a trailer',
      { ...unsigned, body: unsignedBody('nothing') },
      [400, 'MalformedTrailerError'],
    ],
    [
      'another trailer than announced',
      { ...unsigned, body: unsignedBody('x-amz-checksum-sha1:a') },
      [400, 'MalformedTrailerError'],
    ],
    [
      'an announced trailer that is unknown',
      { ...unsigned, headers: { 'x-amz-trailer': 'x-other' } },
      [400, 'InvalidRequest'],
    ],
    [
      'a small chunk before the last one',
      { ...unsigned, body: () => `1\r\na\r\n${unsignedBody(checksum)()}` },
      [400, 'InvalidChunkSizeError'],
    ],
    ['an unknown kind of body', { kind: 'STREAMING-AWS4-HMAC-SHA512-PAYLOAD' }, [400, 'InvalidArgument']],
    ['a hash of the body that is not signed', { unsignedHash: true }, [403, 'AccessDenied']],
  ])('%s fails, and changes nothing', async (_what, upload, [status, code]) => {
    await s3().putObject({ Bucket, Key: 'key', Body: 'before' });
    const answer = await put(upload);
    expect([answer.status, answer.code]).toEqual([status, code]);
    const { Body } = await s3().getObject({ Bucket, Key: 'key' });
    expect(await Body?.transformToString()).toBe('before');
  });

  test("the SDK's streams have unsigned chunks and a checksum", async () => {
    const client = s3();
    const sent: unknown[] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        sent.push(headers['x-amz-content-sha256'], headers['x-amz-trailer']);
        return next(args);
      },
      { step: 'finalizeRequest', name: 'kind', priority: 'low' },
    );
    const Body = Readable.from([Buffer.alloc(70_000, 'x')]);
    await client.putObject({ Bucket, Key: 'streamed', Body, ContentLength: 70_000 });
    client.middlewareStack.remove('kind');
    expect(sent).toEqual(['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-checksum-crc32']);
    expect((await client.headObject({ Bucket, Key: 'streamed' })).ContentLength).toBe(70_000);
  });
});
