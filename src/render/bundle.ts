/** The source bundle, which Beanstalk unpacks and runs on each instance. */
import { stringify } from 'yaml';
import type { Config } from '../config/schema.ts';
import { pathPrefix } from '../config/derived-values.ts';
import { hasCertificate } from '../config/situation-checks.ts';
import { shutdownOf } from '../config/shutdown.ts';
import { logGroupOf } from '../base/log-group-names.ts';
import { nginxConf } from './nginx.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import { mergeOverride } from './compose-override.ts';
import { alarmsYaml } from './alarms.ts';
import { filesIn } from '../project/user-files.ts';

const nginxFile = 'nginx/default.conf';
/** Folder of the host (20-instance.sh). nginx writes what Beanstalk's health agent reads; the heartbeat deletes it. */
const requestLogs = '/var/log/nginx/healthd';
const heartbeatScript = 'heartbeat/heartbeat.sh';

export interface BundleFacts {
  /** registry/repository:tag */
  imageUri: string;
  /** Image of nginx and of the heartbeat, in the same repository. */
  proxyUri: string;
  /** See renderImage. */
  userFiles: readonly string[];
  /** The version label, which heartbeats name. */
  label: string;
  /** Text of composeOverrideFile. */
  composeOverride?: string | undefined;
}

/** Returns the texts by path in the bundle, without .env: Beanstalk writes it only when the bundle has none. */
export function renderBundle(
  config: Config,
  templates: ReadonlyMap<string, string>,
  facts: BundleFacts,
): ReadonlyMap<string, string> {
  const pick = (path: string): string => pickTemplate(templates, `bundle/${path}`);
  const login = fillTemplate(pick('hooks/prebuild/10-ecr-login.sh'), {
    registry: facts.imageUri.split('/')[0] ?? '',
    region: config.region,
  });
  const hooks = {
    'prebuild/10-ecr-login.sh': login,
    'prebuild/20-instance.sh': pick('hooks/prebuild/20-instance.sh'),
    'postdeploy/10-keycloak-ready.sh': fillTemplate(pick('hooks/postdeploy/10-keycloak-ready.sh'), {
      readyUrl: readyUrl(config),
      limit: String(config.deployment.commandTimeoutMinutes * 60),
    }),
  };
  return new Map([
    ['docker-compose.yml', composeYaml(config, facts)],
    [nginxFile, nginxConf(config, pick(nginxFile))],
    [heartbeatScript, pick(heartbeatScript)],
    ['.ebextensions/cluster-ports.config', pick('ebextensions/cluster-ports.config')],
    ...(config.network.certificate === undefined
      ? []
      : [['.ebextensions/https-redirect.config', pick('ebextensions/https-redirect.config')] as const]),
    ...(config.alarms === undefined
      ? []
      : [['.ebextensions/alarms.config', alarmsYaml(config, config.alarms)] as const]),
    // A deployment of settings alone runs only confighooks: every hook needs a copy there.
    ...['hooks', 'confighooks'].flatMap((folder) =>
      Object.entries(hooks).map(([path, text]) => [`.platform/${folder}/${path}`, text] as const),
    ),
  ]);
}

function composeYaml(config: Config, facts: BundleFacts): string {
  const { imageUri, proxyUri, userFiles, label, composeOverride } = facts;
  const services = {
    keycloak: {
      image: imageUri,
      command: [
        'start',
        '--optimized',
        ...(filesIn('realms', userFiles).length > 0 ? ['--import-realm'] : []),
      ],
      env_file: ['.env'],
      environment: keycloakVariables(config),
      ...networks[config.cluster.network],
      ...common(config, 'keycloak'),
      stop_grace_period: `${shutdownOf(config).stopSeconds}s`,
    },
    nginx: {
      image: proxyUri,
      volumes: [
        `./${nginxFile}:/etc/nginx/conf.d/default.conf:ro`,
        // The project's additions.
        './nginx:/etc/nginx/kc-eb:ro',
        `${requestLogs}:${requestLogs}`,
      ],
      network_mode: 'host',
      // Port 80, its caches, and workers of another user.
      cap_add: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      mem_limit: '512m',
      ...common(config, 'nginx'),
    },
    heartbeat: heartbeat(config, { proxyUri, label }),
  };
  const whole = composeOverride === undefined ? { services } : mergeOverride({ services }, composeOverride);
  return `# Written by kc-eb.\n${stringify(whole, { lineWidth: 0 })}`;
}

function managementUrl(config: Config): string {
  return `http://127.0.0.1:${config.keycloak.version.traits.managementPort}${pathPrefix(config)}`;
}

function readyUrl(config: Config): string {
  return `${managementUrl(config)}/health/ready`;
}

/** In the bridge network, nodes advertise a Docker address that other instances cannot reach. */
const networks = {
  host: { network_mode: 'host' },
  bridge: { ports: ['127.0.0.1:8080:8080', '127.0.0.1:9000:9000', '7800:7800', '57800:57800'] },
} satisfies Record<Config['cluster']['network'], object>;

/** Variables that follow from the layout of the containers. They take precedence over .env. */
function keycloakVariables(config: Config): Record<string, string> {
  const { traits } = config.keycloak.version;
  const own = {
    KC_HTTP_ENABLED: 'true',
    ...traits.proxyVariables,
    ...(traits.managementScheme === 'option' &&
      hasCertificate(config) && { KC_HTTP_MANAGEMENT_SCHEME: 'http' }),
    ...shutdownOf(config).variables,
  };
  if (config.cluster.network === 'bridge') return own;
  return {
    ...own,
    // Only nginx, on the same instance, may connect.
    KC_HTTP_HOST: '127.0.0.1',
    ...(config.cluster.enabled && { [traits.bindAddress]: bindValues[traits.bindAddress] }),
  };
}

/**
 * The hook 20-instance.sh replaces these. Without it, Docker Compose fails with the text after the question mark.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
const instance = {
  id: '${KC_EB_INSTANCE_ID:?not set by the hook prebuild/20-instance.sh}',
  address: '${KC_EB_PRIVATE_IP:?not set by the hook prebuild/20-instance.sh}',
};

/** Values for the bind address. By default, the transport uses any site-local address, such as 172.17.0.1 of Docker. */
const bindValues = {
  KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS: instance.address,
  JAVA_OPTS_APPEND: `-Djgroups.bind.address=${instance.address} \${JAVA_OPTS_APPEND:-}`,
};

/**
 * Prints the lines of docs/heartbeat.md. The label in its variables makes compose replace it with
 * each version. Its limits let it die before Keycloak.
 */
function heartbeat(config: Config, { proxyUri, label }: Pick<BundleFacts, 'proxyUri' | 'label'>): object {
  const { version } = config.keycloak;
  return {
    image: proxyUri,
    command: ['sh', '/kc-eb/heartbeat.sh'],
    volumes: [`./${heartbeatScript}:/kc-eb/heartbeat.sh:ro`, `${requestLogs}:${requestLogs}`],
    environment: {
      KC_EB_ENVIRONMENT: config.environment,
      KC_EB_INSTANCE_ID: instance.id,
      KC_EB_PRIVATE_IP: instance.address,
      KC_EB_KEYCLOAK: version.name,
      KC_EB_VERSION: label,
      KC_EB_READY_URL: readyUrl(config),
      KC_EB_METRICS_URL: `${managementUrl(config)}/metrics`,
      KC_EB_REQUEST_LOGS: requestLogs,
    },
    network_mode: 'host',
    // It stays root, the owner of the mounted script.
    read_only: true,
    ...{ mem_limit: '32m', oom_score_adj: 500 },
    ...common(config, 'cluster'),
  };
}

function common(config: Config, service: Parameters<typeof logGroupOf>[1]): object {
  return {
    restart: 'unless-stopped',
    // https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    logging: {
      driver: 'awslogs',
      options: {
        'awslogs-region': config.region,
        'awslogs-group': logGroupOf(config.environment, service),
        // The default is the container id, which does not identify an instance.
        'awslogs-stream': `${instance.id}/${instance.address}`,
        mode: 'non-blocking',
        'max-buffer-size': '4m',
        // Beanstalk ships what `docker compose logs` can read once more; a hook reads Keycloak's last lines.
        ...(service !== 'keycloak' && { 'cache-disabled': 'true' }),
      },
    },
  };
}
