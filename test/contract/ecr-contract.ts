import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

export function ecrContract(get: GetSubject, test: Declare): void {
  const repositoryName = 'contract/keycloak';

  test('a repository is absent, then created, and not created twice', async () => {
    const ecr = await get().aws.ecr();
    const absent = awsFailure('RepositoryNotFoundException');
    await expect(ecr.describeRepositories({ repositoryNames: [repositoryName] })).rejects.toEqual(absent);
    await expect(ecr.describeImages({ repositoryName })).rejects.toEqual(absent);
    await ecr.createRepository({
      repositoryName,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    });
    await expect(ecr.createRepository({ repositoryName })).rejects.toEqual(
      awsFailure('RepositoryAlreadyExistsException'),
    );
    const { repositories } = await ecr.describeRepositories({ repositoryNames: [repositoryName] });
    expect(repositories).toEqual([expect.objectContaining({ repositoryName })]);
    expect(await ecr.describeImages({ repositoryName })).toMatchObject({ imageDetails: [] });
  });

  test('the token encodes AWS and a password, and its endpoint begins the image URIs', async () => {
    const ecr = await get().aws.ecr();
    const { authorizationData } = await ecr.getAuthorizationToken({});
    const [data] = authorizationData ?? [];
    expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:.+$/);
    const { repositories } = await ecr.describeRepositories({ repositoryNames: [repositoryName] });
    const { host } = new URL(data?.proxyEndpoint ?? '');
    expect(repositories?.[0]?.repositoryUri).toBe(`${host}/${repositoryName}`);
  });
}
