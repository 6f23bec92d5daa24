import { expect, test } from 'vitest';
import { awsFailure, type GetSubject } from './subject.ts';

export function ecrContract(get: GetSubject): void {
  const repositoryName = 'contract/keycloak';

  test('a repository is absent, is made, and is made once', async () => {
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

  test('the token is base64 of AWS and a password, and names the registry', async () => {
    const { authorizationData } = await (await get().aws.ecr()).getAuthorizationToken({});
    const [data] = authorizationData ?? [];
    expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:.+$/);
    expect(new URL(data?.proxyEndpoint ?? '').host).toMatch(/^\d{12}\.dkr\.ecr\.us-east-1\.amazonaws\.com/);
  });
}
