/**
 * A runtime and a load balancer without containers: instances are records. They serve fast tests of the API and the
 * workflow; they prove nothing about a cluster, and their logs state it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutKey } from '../base/dictionary.ts';
import type { Balancer, Instance, InstanceRuntime, TargetGroup, TargetState } from '../base/ports.ts';
import { candidatePorts, exchangePorts, type PortOptions, releasePort } from '../balancer/ports.ts';
import type { JsonFile } from '../base/json-file.ts';

/** Private IP address by instance id. */
export type ReportedInstances = Record<string, string>;

const firstAddress = 11;

/** The address of a number: 11 has 10.0.0.11, 256 has 10.0.1.0. */
function addressOf(number: number): string {
  return `10.0.${Math.floor(number / 256)}.${number % 256}`;
}

/** `instances`: stored, so that they run after a restart of the server. */
export function reportingOnlyRuntime(
  instances: Pick<JsonFile<ReportedInstances>, 'value' | 'keep'>,
  now: () => Date,
): InstanceRuntime {
  function freeAddress(): string {
    const taken = new Set(Object.values(instances.value));
    let last = firstAddress;
    while (taken.has(addressOf(last))) last += 1;
    return addressOf(last);
  }

  return {
    kind: 'reporting-only',

    launch(spec) {
      const instance: Instance = { ...spec, privateIp: freeAddress(), launchedAt: now() };
      instances.value = { ...instances.value, [instance.id]: instance.privateIp };
      instances.keep();
      return Promise.resolve(instance);
    },

    async deploy(_instance, { kind, versionLabel }, log) {
      log(
        'eb-engine.log',
        `[WARN] Reporting only: nothing runs here; ${kind} ${versionLabel} was not carried out.`,
      );
      await sleep(10);
      log('eb-engine.log', '[INFO] Instance deployment completed successfully.');
    },

    terminate({ id }) {
      instances.value = withoutKey(instances.value, id);
      instances.keep();
      return Promise.resolve();
    },

    containerLogs: () =>
      Promise.resolve({
        '/var/log/eb-docker/containers': 'Reporting only: nothing runs here, so no container has logs.\n',
      }),

    requestLog: () => Promise.resolve(''),

    running: () => Promise.resolve(new Set(Object.keys(instances.value))),
  };
}

/** Every registered target is healthy; nothing listens on the URL. */
export function reportingOnlyBalancer(options: PortOptions): Balancer {
  const groups = new Map<string, { settings: TargetGroup; targets: Map<string, TargetState> }>();
  return {
    configure(environmentName, settings) {
      groups.set(environmentName, {
        targets: groups.get(environmentName)?.targets ?? new Map<string, TargetState>(),
        settings,
      });
      const port = candidatePorts(options, environmentName).next().value ?? options.firstPort;
      if (options.ports.value[environmentName] !== port) {
        options.ports.value = { ...options.ports.value, [environmentName]: port };
        options.ports.keep();
      }
      return Promise.resolve(`http://localhost:${port}`);
    },
    register(environmentName, { id }) {
      groups.get(environmentName)?.targets.set(id, 'healthy');
    },
    deregister(environmentName, instanceId) {
      groups.get(environmentName)?.targets.delete(instanceId);
      return Promise.resolve();
    },
    exchange(environmentName, other) {
      exchangePorts(options, environmentName, other);
    },
    states: (environmentName) => groups.get(environmentName)?.targets ?? new Map<string, TargetState>(),
    remove(environmentName) {
      groups.delete(environmentName);
      releasePort(options, environmentName);
      return Promise.resolve();
    },
  };
}
