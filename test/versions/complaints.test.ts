import { expect, test } from 'vitest';
import { complaints } from './complaints.ts';

/** As releases have written them. */
test.each([
  'The following used options or option values are DEPRECATED and will be removed in a future release:\n\t- proxy',
  "Unknown option: '--proxy'",
  'The following run time options were found, but will be ignored during build time: kc.http-port',
  'The following used run time options are UNAVAILABLE and will be ignored during build time:',
  'WARN  [org.keycloak.quarkus.runtime.cli.Picocli] (main) The following build time options have values that differ from what is persisted - the new values will NOT be used until another build is run: kc.db',
  "Disabled option: '--cache-stack'. Available only when 'cache' type is set to 'ispn'",
  "WARN  Environment variable 'KEYCLOAK_ADMIN' is deprecated, use 'KC_BOOTSTRAP_ADMIN_USERNAME' instead",
])('%s', (line) => {
  expect(complaints(line.split('\n'))).not.toEqual([]);
});

test('what a good start says is none', () => {
  expect(
    complaints([
      'Appending additional Java properties to JAVA_OPTS: -Djgroups.bind.address=10.0.0.11',
      'INFO  [io.quarkus] (main) Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3) started in 9.1s.',
      'WARN  [org.infinispan.PERSISTENCE] (x) ISPN000554: jboss-marshalling is deprecated and planned for removal',
      'INFO  [org.keycloak.common.Profile] (build-6) Preview features enabled: scripts:v1',
    ]),
  ).toEqual([]);
});
