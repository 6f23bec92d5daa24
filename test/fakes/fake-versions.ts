import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type { Clock } from '../../src/ports.ts';
import type { FakeS3 } from './fake-s3.ts';
import { serviceError } from './journal.ts';

const processingMs = 4_000;

interface FakeVersion {
  created: Date;
  process: boolean;
  label: string;
  source: EB.S3Location | undefined;
}

/** Beanstalk's usual error for a wrong request; only the message differs. */
export function invalid(message: string): Error {
  return serviceError('InvalidParameterValue', message);
}

/** Applications with their versions: Processing for some seconds, then Processed. */
export class FakeVersions {
  readonly #clock: Clock;
  readonly #s3: FakeS3;
  readonly #applications = new Map<string, Map<string, FakeVersion>>();
  /** Labels that Beanstalk cannot process. */
  readonly unprocessable = new Set<string>();

  constructor(clock: Clock, s3: FakeS3) {
    this.#clock = clock;
    this.#s3 = s3;
  }

  applications({ ApplicationNames: wanted }: EB.DescribeApplicationsCommandInput) {
    const names = [...this.#applications.keys()].filter((name) => wanted?.includes(name) ?? true);
    return { Applications: names.map((ApplicationName) => ({ ApplicationName })) };
  }

  list({ ApplicationName, VersionLabels: wanted }: EB.DescribeApplicationVersionsCommandInput) {
    const applications = [...this.#applications].filter(([name]) => name === (ApplicationName ?? name));
    return {
      ApplicationVersions: applications.flatMap(([name, versions]) =>
        [...versions.values()]
          .filter(({ label }) => wanted?.includes(label) ?? true)
          .map((version) => this.#describe(name, version)),
      ),
    };
  }

  create(input: EB.CreateApplicationVersionCommandInput) {
    const { ApplicationName = '', VersionLabel: label = '', SourceBundle: source, Process } = input;
    const versions = this.#applications.get(ApplicationName) ?? new Map<string, FakeVersion>();
    if (!this.#applications.has(ApplicationName) && input.AutoCreateApplication !== true) {
      throw invalid(`No Application named '${ApplicationName}' found.`);
    }
    if (versions.has(label)) throw invalid(`Application Version ${label} already exists.`);
    if (source !== undefined) this.#requireObject(source);
    const version = { created: this.#clock.now(), process: Process === true, label, source };
    this.#applications.set(ApplicationName, versions.set(label, version));
    return { ApplicationVersion: this.#describe(ApplicationName, version) };
  }

  require(application: string, label: string): void {
    if (this.#applications.get(application)?.has(label) === true) return;
    throw invalid(`No Application Version named '${label}' found.`);
  }

  #requireObject({ S3Bucket = '', S3Key = '' }: EB.S3Location): void {
    if (this.#s3.buckets.get(S3Bucket)?.has(S3Key) === true) return;
    throw serviceError(
      'InvalidParameterCombination',
      `Unable to download from S3 location (Bucket: ${S3Bucket}  Key: ${S3Key}). Reason: Not Found`,
    );
  }

  #describe(ApplicationName: string, { created, process, label, source }: FakeVersion) {
    const age = this.#clock.now().getTime() - created.getTime();
    const done = this.unprocessable.has(label) ? 'FAILED' : 'PROCESSED';
    const status = !process ? 'UNPROCESSED' : age < processingMs ? 'PROCESSING' : done;
    // The service answers in capitals, unlike its model (aws/aws-sdk#237).
    const Status = status as string as EB.ApplicationVersionStatus;
    return { ApplicationName, VersionLabel: label, SourceBundle: source, DateCreated: created, Status };
  }
}
