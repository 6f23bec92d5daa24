import type * as ECR from '@aws-sdk/client-ecr';
import type { EcrApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

const pageSize = 2;

/** Repositories with immutable tags; `push` is what a container engine does. */
export class FakeEcr implements EcrApi {
  readonly #journal: Journal;
  /** Host name. */
  readonly registry: string;
  readonly password = 'ecr-token';
  /** Repository → tags, oldest first. */
  readonly repositories = new Map<string, string[]>();

  constructor(journal: Journal, account: string, region: string) {
    this.#journal = journal;
    this.registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  }

  describeRepositories(input: ECR.DescribeRepositoriesCommandInput) {
    return this.#journal.answer('describeRepositories', input, () => {
      const names = input.repositoryNames ?? [...this.repositories.keys()];
      return {
        repositories: names.map((name) => {
          this.#tags(name);
          return { repositoryName: name, repositoryUri: `${this.registry}/${name}` };
        }),
      };
    });
  }

  createRepository(input: ECR.CreateRepositoryCommandInput) {
    return this.#journal.answer('createRepository', input, () => {
      const name = input.repositoryName ?? '';
      if (this.repositories.has(name)) {
        throw serviceError(
          'RepositoryAlreadyExistsException',
          `The repository with name '${name}' already exists in the registry`,
        );
      }
      this.repositories.set(name, []);
      return { repository: { repositoryName: name, repositoryUri: `${this.registry}/${name}` } };
    });
  }

  describeImages(input: ECR.DescribeImagesCommandInput) {
    return this.#journal.answer('describeImages', input, () => {
      const all = this.#tags(input.repositoryName ?? '');
      const wanted = input.imageIds?.map(({ imageTag = '' }) => imageTag);
      if (wanted?.some((tag) => !all.includes(tag)) === true) {
        throw serviceError('ImageNotFoundException', 'The image requested does not exist');
      }
      const tags = wanted ?? all;
      const start = Number(input.nextToken ?? 0);
      const end = start + pageSize;
      return {
        imageDetails: tags.slice(start, end).map((tag) => ({ imageTags: [tag] })),
        ...(end < tags.length && { nextToken: String(end) }),
      };
    });
  }

  getAuthorizationToken(input: ECR.GetAuthorizationTokenCommandInput) {
    return this.#journal.answer('getAuthorizationToken', input, () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${this.password}`).toString('base64'),
          proxyEndpoint: `https://${this.registry}`,
        },
      ],
    }));
  }

  /** Throws the registry's messages. */
  push(uri: string): void {
    const [, repository = '', tag = ''] = /^[^/]+\/(.+):([^:]+)$/.exec(uri) ?? [];
    const tags = this.repositories.get(repository);
    if (tags === undefined) {
      throw new Error(`name unknown: The repository with name '${repository}' does not exist`);
    }
    if (tags.includes(tag)) {
      throw new Error(
        `tag invalid: The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`,
      );
    }
    tags.push(tag);
  }

  #tags(name: string): string[] {
    const tags = this.repositories.get(name);
    if (tags !== undefined) return tags;
    throw serviceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry`,
    );
  }
}
