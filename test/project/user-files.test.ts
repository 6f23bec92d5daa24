import { describe, expect, test } from 'vitest';
import { filesIn, unusableFiles } from '../../src/project/user-files.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const unusable = (version: string, ...files: string[]): string[] => {
  const config = exampleConfig();
  return unusableFiles({ ...config, keycloak: { ...config.keycloak, version: asRelease(version) } }, files);
};

test('the files of a folder are those below it', () => {
  expect(filesIn('realms', ['realms/a-realm.json', 'realmsx/a-realm.json', 'themes/realms/x'])).toEqual([
    'realms/a-realm.json',
  ]);
});

describe('files that Keycloak would not take are named', () => {
  test.each([
    ['26.7.3', 'realms/example.yaml'],
    ['26.7.3', 'realms/example-users-old.json'],
    ['26.7.3', 'realms/example-realm.json.json'],
    ['26.7.3', 'realms/inner/example-realm.json'],
    ['26.7.3', 'certificates/notes.txt'],
    ['23.0.7', 'certificates/store.p12'],
  ])('%s %s', (version, file) => {
    expect(unusable(version, file)).toEqual([expect.stringContaining(file)]);
  });

  test('and those that it takes are not', () => {
    const files = [
      'realms/all.json',
      'realms/example-realm.json',
      'realms/example-users-0.json',
      'certificates/inner/CA.PEM',
    ];
    expect(unusable('22.0.5', ...files, 'themes/x', 'providers/x.jar')).toEqual([]);
    expect(unusable('24.0.5', ...files, 'certificates/store.p12')).toEqual([]);
  });
});
