/**
 * ECR's API. registry.ts transfers the images themselves.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html
 */
import { z } from 'zod';
import { lookUp } from '../base/dictionary.ts';
import type { ImageStore, RepositoryRecord } from './image-store.ts';
import { jsonOperation, jsonService } from '../http/json-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

export interface EcrOptions {
  images: ImageStore;
  /** host:port at the start of image URIs. */
  registry: string;
  /** The registry's password of the user AWS. */
  password: string;
  place: { region: string; accountId: string };
  now: () => Date;
}

const tokenLifetimeMs = 12 * 60 * 60 * 1000;
const defaultPage = 100;
const repositoryName = z
  .string()
  .min(2)
  .max(256)
  .regex(/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/);
const imageId = z.object({ imageDigest: z.string().optional(), imageTag: z.string().optional() });
const page = { nextToken: z.string().optional(), maxResults: z.number().int().min(1).max(1000).optional() };

export function ecrService({ images, registry, password, place, now }: EcrOptions): Service {
  const { region, accountId } = place;
  const require = (name: string): RepositoryRecord => {
    const repository = images.find(name);
    if (repository !== undefined) return repository;
    throw new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${accountId}'`,
    );
  };
  const describe = ({ name, createdAt, immutable, scanOnPush }: RepositoryRecord) => ({
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
    registryId: accountId,
    repositoryUri: `${registry}/${name}`,
    createdAt: new Date(createdAt),
    imageTagMutability: immutable ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush },
  });
  return jsonService('ecr', {
    GetAuthorizationToken: jsonOperation(z.object({}), () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
          expiresAt: new Date(now().getTime() + tokenLifetimeMs),
          // Docker needs no certificate for 127.0.0.1.
          proxyEndpoint: `http://${registry}`,
        },
      ],
    })),
    CreateRepository: jsonOperation(
      z.object({
        repositoryName,
        imageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
        imageScanningConfiguration: z.object({ scanOnPush: z.boolean().default(false) }).optional(),
      }),
      ({ repositoryName: name, imageTagMutability, imageScanningConfiguration }) => {
        if (images.find(name) !== undefined) {
          throw new ServiceError(
            'RepositoryAlreadyExistsException',
            `The repository with name '${name}' already exists in the registry with id '${accountId}'`,
          );
        }
        const immutable = imageTagMutability === 'IMMUTABLE';
        const scanOnPush = imageScanningConfiguration?.scanOnPush ?? false;
        return { repository: describe(images.create({ name, immutable, scanOnPush })) };
      },
    ),
    DescribeRepositories: jsonOperation(
      z.object({ repositoryNames: z.array(z.string()).optional(), ...page }),
      ({ repositoryNames, nextToken, maxResults }) => {
        const found = repositoryNames?.map(require) ?? images.all();
        const { items, next } = paged(found, nextToken, maxResults);
        return { repositories: items.map(describe), nextToken: next };
      },
    ),
    DeleteRepository: jsonOperation(
      z.object({ repositoryName: z.string(), force: z.boolean().default(false) }),
      ({ repositoryName: name, force }) => {
        const repository = require(name);
        if (!force && Object.keys(repository.images).length > 0) {
          throw new ServiceError(
            'RepositoryNotEmptyException',
            `The repository with name '${name}' in registry with id '${accountId}' cannot be deleted because it still contains images`,
          );
        }
        images.delete(name);
        return { repository: describe(repository) };
      },
    ),
    DescribeImages: jsonOperation(
      z.object({
        repositoryName: z.string(),
        imageIds: z.array(imageId).optional(),
        filter: z.object({ tagStatus: z.enum(['TAGGED', 'UNTAGGED', 'ANY']).default('ANY') }).optional(),
        ...page,
      }),
      ({
        repositoryName: name,
        imageIds,
        filter: { tagStatus } = { tagStatus: 'ANY' },
        nextToken,
        maxResults,
      }) => {
        const repository = require(name);
        if (imageIds !== undefined && (nextToken ?? maxResults) !== undefined) {
          throw new ServiceError(
            'InvalidParameterException',
            'nextToken and maxResults cannot be used with imageIds.',
          );
        }
        const tagged = new Set(Object.values(repository.tags));
        const digests = (
          imageIds?.map((id) => digestOf(repository, id)) ?? Object.keys(repository.images).sort()
        ).filter((digest) => tagStatus === 'ANY' || tagged.has(digest) === (tagStatus === 'TAGGED'));
        const { items, next } = paged(digests, nextToken, maxResults);
        return { imageDetails: items.map((digest) => imageDetail(repository, digest)), nextToken: next };
      },
    ),
    BatchDeleteImage: jsonOperation(
      z.object({ repositoryName: z.string(), imageIds: z.array(imageId).min(1).max(100) }),
      ({ repositoryName: name, imageIds }) => {
        const repository = require(name);
        const [deleted, failed] = [[] as object[], [] as object[]];
        for (const { imageDigest: digest, imageTag: tag } of imageIds) {
          const id = { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
          const shown = { imageDigest: digest, imageTag: tag };
          const failureCode = problemOf(repository, { imageDigest: digest, imageTag: tag });
          if (failureCode === undefined && images.remove(repository, id)) deleted.push(shown);
          else failed.push({ imageId: shown, failureCode, failureReason: failureCode });
        }
        return { imageIds: deleted, failures: failed };
      },
    ),
  });
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageFailure.html */
function problemOf(
  { tags, images }: RepositoryRecord,
  { imageDigest, imageTag }: z.output<typeof imageId>,
): 'MissingDigestAndTag' | 'ImageNotFound' | 'ImageTagDoesNotMatchDigest' | undefined {
  const digest = imageDigest ?? lookUp(tags, imageTag ?? '');
  if ((imageDigest ?? imageTag) === undefined) return 'MissingDigestAndTag';
  if (digest === undefined || !Object.hasOwn(images, digest)) return 'ImageNotFound';
  return imageTag === undefined || lookUp(tags, imageTag) === digest
    ? undefined
    : 'ImageTagDoesNotMatchDigest';
}

function digestOf(repository: RepositoryRecord, id: z.output<typeof imageId>): string {
  const digest = id.imageDigest ?? lookUp(repository.tags, id.imageTag ?? '') ?? '';
  if (problemOf(repository, id) === undefined) return digest;
  throw new ServiceError(
    'ImageNotFoundException',
    `The image with imageId ${JSON.stringify(id)} does not exist within the repository with name '${repository.name}'`,
  );
}

function imageDetail({ name, images, tags }: RepositoryRecord, digest: string): object {
  const image = lookUp(images, digest);
  const ownTags = Object.keys(tags).filter((tag) => tags[tag] === digest);
  return {
    repositoryName: name,
    imageDigest: digest,
    ...(ownTags.length > 0 && { imageTags: ownTags }),
    imageSizeInBytes: image?.size,
    imageManifestMediaType: image?.mediaType,
    ...(image !== undefined && { imagePushedAt: new Date(image.pushedAt) }),
  };
}

/** The token is the index of the next item. */
function paged<T>(
  all: readonly T[],
  token: string | undefined,
  size = defaultPage,
): { items: T[]; next: string | undefined } {
  const start = Number(token ?? 0);
  if (!Number.isInteger(start)) throw new ServiceError('InvalidParameterException', 'Invalid nextToken');
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
