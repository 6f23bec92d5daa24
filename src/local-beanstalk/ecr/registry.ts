/**
 * The part of the OCI distribution API that container engines use to push and pull, behind ECR's login.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
import { z } from 'zod';
import type { Blobs } from './blobs.ts';
import { lookUp } from '../base/dictionary.ts';
import { readAtMost } from '../http/body-limit.ts';
import type { ImageStore, RepositoryRecord } from './image-store.ts';
import { type ApiRequest, type ApiResponse, type Service, ServiceError } from '../http/service.ts';

export interface RegistryOptions {
  images: ImageStore;
  blobs: Blobs;
  /** The password of the user AWS, which GetAuthorizationToken returns. */
  password: string;
  accountId: string;
}

const version = { 'docker-distribution-api-version': 'registry/2.0' };
const maxManifestBytes = 4 * 1024 * 1024;
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const referencePattern = /^(?:\w[\w.-]{0,127}|sha256:[0-9a-f]{64})$/;

interface Place {
  repository: RepositoryRecord;
  /** Tag, digest or upload id. */
  reference: string;
}

type Run = (request: ApiRequest, place: Place) => ApiResponse | Promise<ApiResponse>;

const routes = [
  { path: /^\/v2\/(?<name>.+)\/blobs\/uploads\/(?<reference>[^/]*)$/, what: 'upload' },
  { path: /^\/v2\/(?<name>.+)\/blobs\/(?<reference>[^/]+)$/, what: 'blob' },
  { path: /^\/v2\/(?<name>.+)\/manifests\/(?<reference>[^/]+)$/, what: 'manifest' },
  { path: /^\/v2\/(?<name>.+)\/tags\/(?<reference>list)$/, what: 'tags' },
] as const;

export function registryService(options: RegistryOptions): Service {
  const { images, password, accountId } = options;
  const runs = registryOperations(options);
  const expected = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
  return {
    name: 'registry',
    operations: ['GET /v2/', ...Object.keys(runs)],
    streams: true,
    operation: ({ method, path }) => operationOf(method, path),

    handle(request) {
      if (request.headers.authorization !== expected) {
        throw new ServiceError('UNAUTHORIZED', 'authentication required: log in with the ECR token', 401);
      }
      if (request.path === '/v2/') return { status: 200, headers: version, body: '{}' };
      const found = findRoute(request.path);
      const run = lookUp(runs, operationOf(request.method, request.path));
      if (found === undefined || run === undefined) {
        throw new ServiceError(
          'UNSUPPORTED',
          `Local Beanstalk's registry does not support ${request.method} ${request.path}.`,
          404,
        );
      }
      const repository = images.find(found.name);
      if (repository === undefined) {
        throw new ServiceError(
          'NAME_UNKNOWN',
          `The repository with name '${found.name}' does not exist in the registry with id '${accountId}'`,
          404,
        );
      }
      return run(request, { repository, reference: found.reference });
    },

    /** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
    fail({ code, message, status }) {
      return {
        status,
        headers: {
          ...version,
          'content-type': 'application/json',
          ...(status === 401 && { 'www-authenticate': 'Basic realm="Local Beanstalk"' }),
        },
        body: JSON.stringify({ errors: [{ code, message }] }),
      };
    },
  };
}

function findRoute(path: string): { what: string; name: string; reference: string } | undefined {
  for (const { path: pattern, what } of routes) {
    const { name = '', reference = '' } = pattern.exec(path)?.groups ?? {};
    if (name !== '') return { what, name, reference };
  }
  return undefined;
}

/** E.g. "PUT manifest". */
function operationOf(method: string, path: string): string {
  return `${method} ${findRoute(path)?.what ?? path}`;
}

function registryOperations({ images, blobs }: RegistryOptions): Readonly<Record<string, Run>> {
  const uploadState = async ({ repository }: Place, id: string, status: number): Promise<ApiResponse> => {
    const size = (await blobs.progress(id)) ?? 0;
    const headers = {
      ...version,
      location: `/v2/${repository.name}/blobs/uploads/${id}`,
      range: `0-${Math.max(0, size - 1)}`,
      'docker-upload-uuid': id,
    };
    return { status, headers };
  };
  const requireUpload = async (id: string): Promise<void> => {
    if ((await blobs.progress(id)) === undefined) {
      throw new ServiceError('BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry', 404);
    }
  };
  const created = ({ repository }: Place, kind: 'blobs' | 'manifests', digest: string): ApiResponse => ({
    status: 201,
    headers: {
      ...version,
      location: `/v2/${repository.name}/${kind}/${digest}`,
      'docker-content-digest': digest,
    },
  });
  const finish = async (place: Place, id: string, digest: string): Promise<ApiResponse> => {
    if (await blobs.finish(id, digest)) return created(place, 'blobs', digest);
    throw new ServiceError('DIGEST_INVALID', 'provided digest did not match uploaded content');
  };
  const blob = async ({ reference }: Place, withBody: boolean): Promise<ApiResponse> => {
    const size = await blobs.size(reference);
    if (size === undefined) throw new ServiceError('BLOB_UNKNOWN', 'blob unknown to registry', 404);
    const headers = {
      ...version,
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'docker-content-digest': reference,
    };
    return { status: 200, headers, ...(withBody && { body: blobs.read(reference) }) };
  };
  const manifest = async ({ repository, reference }: Place, withBody: boolean): Promise<ApiResponse> => {
    const digest = reference.startsWith('sha256:') ? reference : (lookUp(repository.tags, reference) ?? '');
    const image = lookUp(repository.images, digest);
    const size = await blobs.size(digest);
    if (image === undefined || size === undefined) {
      throw new ServiceError('MANIFEST_UNKNOWN', `Requested image not found: ${reference}`, 404);
    }
    const headers = {
      ...version,
      'content-type': image.mediaType,
      'content-length': String(size),
      'docker-content-digest': digest,
    };
    return { status: 200, headers, ...(withBody && { body: blobs.read(digest) }) };
  };

  return {
    'HEAD blob': (_request, place) => blob(place, false),
    'GET blob': (_request, place) => blob(place, true),
    'HEAD manifest': (_request, place) => manifest(place, false),
    'GET manifest': (_request, place) => manifest(place, true),
    async 'PUT manifest'({ headers, stream }, place) {
      const { repository, reference } = place;
      if (!referencePattern.test(reference)) {
        throw new ServiceError('MANIFEST_INVALID', `invalid tag or digest: ${reference}`);
      }
      const content = await readAtMost(stream, maxManifestBytes);
      const size = content.length + sizeOfParts(content);
      const digest = await blobs.write(content);
      const mediaType = headers['content-type'] ?? 'application/vnd.oci.image.manifest.v1+json';
      const tag = reference.startsWith('sha256:') ? undefined : reference;
      images.push(repository, { digest, tag, mediaType, size });
      return created(place, 'manifests', digest);
    },
    async 'POST upload'({ query, stream }, place) {
      // A layer of another repository needs no second upload.
      const mounted = query.get('mount') ?? '';
      if ((await blobs.size(mounted)) !== undefined) return created(place, 'blobs', mounted);
      const id = await blobs.begin();
      const digest = query.get('digest');
      if (digest === null) return uploadState(place, id, 202);
      await blobs.append(id, stream);
      return finish(place, id, digest);
    },
    async 'PATCH upload'({ stream }, place) {
      await requireUpload(place.reference);
      await blobs.append(place.reference, stream);
      return uploadState(place, place.reference, 202);
    },
    async 'PUT upload'({ query, stream }, place) {
      await requireUpload(place.reference);
      await blobs.append(place.reference, stream);
      return finish(place, place.reference, query.get('digest') ?? '');
    },
    async 'GET upload'(_request, place) {
      await requireUpload(place.reference);
      return uploadState(place, place.reference, 204);
    },
    async 'DELETE upload'(_request, { reference }) {
      await requireUpload(reference);
      await blobs.cancel(reference);
      return { status: 204, headers: version };
    },
    'GET tags': (_request, { repository }) => ({
      status: 200,
      headers: { ...version, 'content-type': 'application/json' },
      body: JSON.stringify({ name: repository.name, tags: Object.keys(repository.tags).sort() }),
    }),
  };
}

const part = z.object({ size: z.number() });
const manifestSchema = z.object({ config: part.optional(), layers: z.array(part).default([]) });

/** Bytes of config and layers; 0 for an index. */
function sizeOfParts(content: Buffer): number {
  let json: unknown;
  try {
    json = JSON.parse(content.toString('utf8'));
  } catch {
    json = undefined;
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw new ServiceError('MANIFEST_INVALID', 'the manifest is not valid');
  return [parsed.data.config, ...parsed.data.layers].reduce(
    (sum, { size = 0 } = { size: 0 }) => sum + size,
    0,
  );
}
