/** Finds records, and stores every change on disk immediately. */
import { join } from 'node:path';
import { JsonFile } from '../../base/json-file.ts';
import { ServiceError } from '../../http/service.ts';
import type {
  ApplicationRecord,
  BeanstalkState,
  EnvironmentRecord,
  Tags,
  TemplateRecord,
  VersionRecord,
} from './records.ts';

/** DescribeEnvironments shows terminated environments for this long. */
const deletedShownMs = 60 * 60 * 1000;

export class BeanstalkStore {
  readonly #file: JsonFile<BeanstalkState>;

  constructor(dataDir: string) {
    this.#file = new JsonFile<BeanstalkState>(join(dataDir, 'beanstalk.json'), {
      applications: [],
      versions: [],
      environments: [],
    });
  }

  get state(): BeanstalkState {
    return this.#file.value;
  }

  /** Stores the changes of a call. Throws the disk's error, and undoes them then. */
  save(): void {
    this.#file.save();
  }

  /** Stores the changes of work in the background. Returns the disk's error, and keeps them in memory then. */
  keep(): Error | undefined {
    return this.#file.keep();
  }

  application(name: string): ApplicationRecord | undefined {
    return this.state.applications.find((application) => application.name === name);
  }

  /** Throws AWS's error for an unknown application. */
  requireApplication(name: string): ApplicationRecord {
    const application = this.application(name);
    if (application !== undefined) return application;
    throw new ServiceError('InvalidParameterValue', `No Application named '${name}' found.`);
  }

  /** The record of a template; `eb config put` makes templates without one. */
  template(application: string, name: string): TemplateRecord {
    const templates = (this.state.templates ??= []);
    const found = templates.find((one) => one.application === application && one.name === name);
    if (found !== undefined) return found;
    const made = { application, name };
    templates.push(made);
    return made;
  }

  /** undefined: the template is gone. */
  setTemplateTags(application: string, name: string, tags: Tags | undefined): void {
    const others = (this.state.templates ?? []).filter(
      (template) => template.application !== application || template.name !== name,
    );
    this.state.templates = tags === undefined ? others : [...others, { application, name, tags }];
    this.save();
  }

  version(application: string, label: string): VersionRecord | undefined {
    return this.state.versions.find(
      (version) => version.application === application && version.label === label,
    );
  }

  requireVersion(application: string, label: string): VersionRecord {
    const version = this.version(application, label);
    if (version !== undefined) return version;
    throw new ServiceError('InvalidParameterValue', `No Application Version named '${label}' found.`);
  }

  /** Environments that are not terminated; their names are unique. */
  live(): EnvironmentRecord[] {
    return this.state.environments.filter(({ status }) => status !== 'Terminated');
  }

  liveNamed(name: string): EnvironmentRecord | undefined {
    return this.live().find((environment) => environment.name === name);
  }

  /** Finds a live environment by the parameters of a request. Throws AWS's error for an unknown one. */
  requireEnvironment(by: {
    EnvironmentId?: string | undefined;
    EnvironmentName?: string | undefined;
    ApplicationName?: string | undefined;
  }): EnvironmentRecord {
    const { EnvironmentId: id, EnvironmentName: name, ApplicationName: application } = by;
    if (id === undefined && name === undefined) {
      throw new ServiceError(
        'InvalidParameterCombination',
        'Either EnvironmentName or EnvironmentId must be specified.',
      );
    }
    const found = this.live().find(
      (environment) =>
        (id === undefined || environment.id === id) &&
        (name === undefined || environment.name === name) &&
        (application === undefined || environment.application === application),
    );
    if (found !== undefined) return found;
    const what = id === undefined ? `EnvironmentName = '${name ?? ''}'` : `EnvironmentId = '${id}'`;
    throw new ServiceError('InvalidParameterValue', `No Environment found for ${what}.`);
  }

  /** Deletes environments that were terminated more than an hour ago. */
  deleteOld(now: number): void {
    const kept = this.state.environments.filter(
      ({ status, updatedAt }) => status !== 'Terminated' || now - Date.parse(updatedAt) < deletedShownMs,
    );
    if (kept.length === this.state.environments.length) return;
    this.state.environments = kept;
    this.save();
  }
}
