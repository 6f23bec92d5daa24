import { expect, test } from 'vitest';
import { complaints } from './complaints.ts';

/** Lines of kc.sh 24.0.5 and 26.7.3 about options that they do not support. */
test.each([
  '2026-11-24 21:26:07,445 WARN  [org.key.qua.run.cli.Picocli] (main) The following used options or option values are DEPRECATED and will be removed in a future release:',
  "Unknown option: '--proxy'",
  "Run time option: '--proxy' not usable with build",
  "Build time option: '--db' not usable with pre-built image and --optimized",
  'INFO: The following run time options were found, but will be ignored during build time: kc.http-port',
  'The following build time options have values that differ from what is persisted - the new values will NOT be used until another build is run: kc.db',
])('%s', (line) => {
  expect(complaints([line])).toEqual([line]);
});

test('the log of a correct start has no complaints', () => {
  expect(
    complaints([
      'Appending additional Java properties to JAVA_OPTS: -Djgroups.bind.address=10.0.0.11',
      'INFO  [io.quarkus] (main) Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3) started in 9.1s.',
      'WARN  [org.infinispan.PERSISTENCE] (x) ISPN000554: jboss-marshalling is deprecated and planned for removal',
      'INFO  [org.keycloak.common.Profile] (build-6) Preview features enabled: scripts:v1',
    ]),
  ).toEqual([]);
});

test('25 wrongly calls hostname deprecated; another name in the same line is a complaint', () => {
  const line =
    '2026-11-25 00:05:22,787 WARN  [org.keycloak.quarkus.runtime.cli.Picocli] (main) The following used options or option values are DEPRECATED and will be removed or their behaviour changed in a future release:';
  const end = 'Consult the Release Notes for details.';
  const known = [{ option: 'hostname', issue: 'keycloak#30380' }];
  expect(complaints([line, '\t- hostname', end], known)).toEqual([]);
  expect(complaints([line, '\t- hostname', end])).toEqual([line]);
  expect(complaints([line, '\t- hostname', '\t- proxy', end], known)).toEqual([line]);
  expect(complaints([line, end], known)).toEqual([line]);
});
