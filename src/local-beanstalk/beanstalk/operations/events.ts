/** DescribeEvents. */
import { z } from 'zod';
import { operation, page } from './operation.ts';
import { date, integer } from '../../http/query-protocol.ts';

const severity = z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);

export const eventOperations = {
  /** Newest first. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html */
  DescribeEvents: operation(
    z.object({
      ApplicationName: z.string().optional(),
      VersionLabel: z.string().optional(),
      EnvironmentId: z.string().optional(),
      EnvironmentName: z.string().optional(),
      RequestId: z.string().optional(),
      Severity: severity.optional(),
      StartTime: date.optional(),
      EndTime: date.optional(),
      MaxRecords: integer(1, 1000).optional(),
      NextToken: z.string().optional(),
    }),
    ({ events }, input) => {
      const found = events.find({
        application: input.ApplicationName,
        environment: input.EnvironmentName,
        environmentId: input.EnvironmentId,
        versionLabel: input.VersionLabel,
        requestId: input.RequestId,
        severity: input.Severity,
        start: input.StartTime,
        end: input.EndTime,
      });
      const { items, NextToken } = page(found, input);
      return {
        Events: items.map((event) => ({
          EventDate: new Date(event.at),
          Message: event.message,
          ApplicationName: event.application,
          VersionLabel: event.versionLabel,
          EnvironmentName: event.environment,
          RequestId: event.requestId,
          Severity: event.severity,
        })),
        NextToken,
      };
    },
  ),
};
