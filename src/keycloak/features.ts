/**
 * Keycloak's features by the minors that have them, from its Profile.Feature in test/evidence. "admin-v2" stands for
 * admin and admin:v2 in `features`; a name without a version has version 1. Each name is in one span only.
 */
import { type OptionSpan, readSpans } from './options.ts';

export const featureSpans: readonly OptionSpan[] = readSpans(`
22.0-23.0
  declarative-user-profile map-storage
22.0-24.0
  account2 linkedin-oauth
22.0-25.0
  account3 admin2 js-adapter
22.0-26.6
  dynamic-scopes
22.0-
  account-api admin-api admin-fine-grained-authz authorization ciba client-policies
  client-secret-rotation docker fips impersonation kerberos par recovery-codes scripts
  step-up-authentication token-exchange update-email web-authn
23.0-
  device-flow dpop multi-site transient-users
24.0-24.0
  offline-session-preloading
24.0-25.0
  hostname-v1 login2
24.0-
  client-types declarative-ui oid4vc-vci
25.0-
  hostname-v2 organization passkeys persistent-user-sessions
26.0-26.2
  cache-embedded-remote-store
26.0-
  account-v3 admin-v2 clusterless login-v1 login-v2 opentelemetry
26.1-
  admin-fine-grained-authz-v2 ipa-tuura-federation quick-theme user-event-metrics
26.2-
  rolling-updates-v1 token-exchange-standard-v2
26.3-26.6
  token-exchange-external-internal-v2
26.3-
  instagram-broker logout-all-sessions-v1 rolling-updates-v2
26.4-
  client-auth-federated db-tidb kubernetes-service-accounts log-mdc
  passkeys-conditional-ui-authenticator spiffe workflows
26.5-
  client-admin-api-v2 http-optimized-serializers jwt-authorization-grant openapi opentelemetry-logs
  opentelemetry-metrics
26.6-
  cimd identity-brokering-api-v1 identity-brokering-api-v2 oid4vc-vci-preauth-code resource-indicators
  scim-api step-up-authentication-saml
26.7-
  authzen client-auth-abca identity-assertion-jwt oid4vc-vci-rest-credential-offer parameterized-scopes
  ssf stateless token-exchange-delegation twitter-broker
`);

/** Enables all preview features. https://www.keycloak.org/server/features */
export const previewFeatures = 'preview';

/** The first minor with feature versions. */
export const versionedSince = '24.0';

/** Features that cannot be disabled, only set to a version. */
export const alwaysOn: readonly string[] = ['hostname', 'rolling-updates'];
