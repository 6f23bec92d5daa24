/** The next action for a stack, by its status. */
import type { StackStatus } from '@aws-sdk/client-cloudformation';

/** `replace`: delete the stack, which holds nothing, and create it. `stop`: only its owner can help. */
export type StackAction = 'create' | 'update' | 'follow' | 'replace' | 'stop';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes */
const actions = {
  CREATE_IN_PROGRESS: 'follow',
  CREATE_COMPLETE: 'update',
  // kc-eb keeps what was created. An update continues from there.
  CREATE_FAILED: 'update',
  ROLLBACK_IN_PROGRESS: 'follow',
  ROLLBACK_COMPLETE: 'replace',
  ROLLBACK_FAILED: 'stop',
  DELETE_IN_PROGRESS: 'follow',
  DELETE_COMPLETE: 'create',
  DELETE_FAILED: 'stop',
  UPDATE_IN_PROGRESS: 'follow',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'follow',
  UPDATE_COMPLETE: 'update',
  UPDATE_FAILED: 'update',
  UPDATE_ROLLBACK_IN_PROGRESS: 'follow',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'follow',
  UPDATE_ROLLBACK_COMPLETE: 'update',
  UPDATE_ROLLBACK_FAILED: 'stop',
  // A change set that was never executed.
  REVIEW_IN_PROGRESS: 'replace',
  IMPORT_IN_PROGRESS: 'follow',
  IMPORT_COMPLETE: 'update',
  IMPORT_ROLLBACK_IN_PROGRESS: 'follow',
  IMPORT_ROLLBACK_COMPLETE: 'update',
  IMPORT_ROLLBACK_FAILED: 'stop',
} satisfies Record<StackStatus, StackAction>;

/** `undefined`: the stack does not exist. */
export function stackAction(status: StackStatus | undefined): StackAction {
  return status === undefined ? 'create' : actions[status];
}
