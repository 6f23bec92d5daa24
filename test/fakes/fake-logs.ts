import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Clock, LogsApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';
import { LateLogs } from './late-logs.ts';

/** LateLogs plus what commands that write need: groups with a retention, and journaled calls. */
export class FakeLogs implements LogsApi {
  readonly #journal: Journal;
  /** Takes the events, and shows them late where a test sets that. */
  readonly late: LateLogs;
  /** Group → days; undefined: no limit. */
  readonly retention = new Map<string, number | undefined>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.late = new LateLogs(clock);
  }

  async createLogGroup(input: Logs.CreateLogGroupCommandInput) {
    const { logGroupName = '' } = input;
    const answer = await this.#journal.answer('createLogGroup', input, () => {
      if (this.retention.has(logGroupName)) {
        throw serviceError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      this.retention.set(logGroupName, undefined);
      return {};
    });
    await this.late.createLogGroup(input);
    return answer;
  }

  putRetentionPolicy(input: Logs.PutRetentionPolicyCommandInput) {
    return this.#journal.answer('putRetentionPolicy', input, () => {
      const { logGroupName = '', retentionInDays } = input;
      if (!this.retention.has(logGroupName)) throw absent();
      this.retention.set(logGroupName, retentionInDays);
      return {};
    });
  }

  async deleteLogGroup(input: Logs.DeleteLogGroupCommandInput) {
    const answer = await this.#journal.answer('deleteLogGroup', input, () => {
      if (!this.retention.delete(input.logGroupName ?? '')) throw absent();
      return {};
    });
    await this.late.deleteLogGroup(input);
    return answer;
  }

  async describeLogGroups(input: Logs.DescribeLogGroupsCommandInput) {
    await this.#journal.answer('describeLogGroups', input, () => ({}));
    const page = await this.late.describeLogGroups(input);
    return {
      ...page,
      logGroups: page.logGroups.map((group) => ({
        ...group,
        retentionInDays: this.retention.get(group.logGroupName),
      })),
    };
  }

  async describeLogStreams(input: Logs.DescribeLogStreamsCommandInput) {
    await this.#journal.answer('describeLogStreams', input, () => ({}));
    return this.late.describeLogStreams(input);
  }

  async filterLogEvents(input: Logs.FilterLogEventsCommandInput) {
    await this.#journal.answer('filterLogEvents', input, () => ({}));
    return this.late.filterLogEvents(input);
  }
}

function absent(): Error {
  return serviceError('ResourceNotFoundException', 'The specified log group does not exist.');
}
