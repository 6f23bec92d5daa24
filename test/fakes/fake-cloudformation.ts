import type * as CFN from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { Clock, CloudFormationApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

interface Resource {
  Type: string;
  DeletionPolicy?: string;
  Properties?: Record<string, unknown>;
}

interface ParsedTemplate {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
}

interface FakeStack {
  id: string;
  name: string;
  status: CFN.StackStatus;
  template: string;
  tags: CFN.Tag[];
  isProtected: boolean;
  token: string | undefined;
  events: CFN.StackEvent[];
  /** Resources that somebody changed outside of the stack. */
  drifted: Set<string>;
  /** The next status, and when it comes. */
  due: { at: number; end: () => void } | undefined;
}

interface FakeChangeSet {
  id: string;
  stack: string;
  template: string;
  changes: CFN.Change[];
}

/**
 * CloudFormation: an operation takes two minutes. Outputs are `<name of the output>-of-<stack>`, unless `outputs` has a value.
 * `failing` makes the next operation fail at that resource; what is created stays, as with OnFailure DO_NOTHING.
 * A protected stack, and one whose database has DeletionProtection, rejects its deletion. A deleted stack is found by
 * its id.
 */
export class FakeCloudFormation implements CloudFormationApi {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly stacks: FakeStack[] = [];
  readonly #changeSets = new Map<string, FakeChangeSet>();
  readonly outputs = new Map<string, string>();
  /** Logical id and reason. */
  failing: { resource: string; reason: string } | undefined;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  createStack(input: CFN.CreateStackCommandInput) {
    return this.#answer('createStack', input, () => {
      const name = input.StackName ?? '';
      const existing = this.#find(name);
      if (existing !== undefined) {
        if (existing.token === input.ClientRequestToken) return { StackId: existing.id };
        throw serviceError('AlreadyExistsException', `Stack [${name}] already exists`);
      }
      const stack: FakeStack = {
        ...{ name, status: 'CREATE_IN_PROGRESS', template: input.TemplateBody ?? '', tags: input.Tags ?? [] },
        id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${this.stacks.length + 1}`,
        isProtected: input.EnableTerminationProtection === true,
        ...{ token: input.ClientRequestToken, events: [], drifted: new Set<string>(), due: undefined },
      };
      this.stacks.push(stack);
      this.#operate(stack, 'CREATE');
      return { StackId: stack.id };
    });
  }

  updateStack(input: CFN.UpdateStackCommandInput) {
    return this.#answer('updateStack', input, () => {
      const stack = this.#settled(input.StackName);
      const template = input.TemplateBody ?? '';
      // A failed stack may be tried again.
      if (isDeepStrictEqual(parse(template), parse(stack.template)) && !stack.status.endsWith('_FAILED')) {
        throw invalid('No updates are to be performed.');
      }
      stack.template = template;
      this.#operate(stack, 'UPDATE');
      return { StackId: stack.id };
    });
  }

  createChangeSet(input: CFN.CreateChangeSetCommandInput) {
    return this.#answer('createChangeSet', input, () => {
      const stack = this.#settled(input.StackName);
      const id = `${stack.id.replace(':stack/', ':changeSet/')}/${input.ChangeSetName ?? ''}`;
      if (this.#changeSets.has(id)) throw serviceError('AlreadyExistsException', `ChangeSet already exists`);
      const template = input.TemplateBody ?? '';
      const changes = changesBetween(stack, parse(template) as ParsedTemplate);
      this.#changeSets.set(id, { id, stack: stack.id, template, changes });
      return { Id: id, StackId: stack.id };
    });
  }

  describeChangeSet(input: CFN.DescribeChangeSetCommandInput) {
    return this.#answer('describeChangeSet', input, () => {
      const set = this.#changeSet(input.ChangeSetName);
      if (set.changes.length > 0)
        return { ChangeSetId: set.id, Status: 'CREATE_COMPLETE' as const, Changes: set.changes };
      return {
        ...{ ChangeSetId: set.id, Status: 'FAILED' as const, Changes: [] },
        StatusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      };
    });
  }

  deleteChangeSet(input: CFN.DeleteChangeSetCommandInput) {
    return this.#answer('deleteChangeSet', input, () => {
      const stack = this.#existing(input.StackName);
      this.#changeSets.delete(`${stack.id.replace(':stack/', ':changeSet/')}/${input.ChangeSetName ?? ''}`);
      return {};
    });
  }

  executeChangeSet(input: CFN.ExecuteChangeSetCommandInput) {
    return this.#answer('executeChangeSet', input, () => {
      const set = this.#changeSet(input.ChangeSetName);
      const stack = this.#settled(set.stack);
      this.#changeSets.delete(set.id);
      stack.template = set.template;
      stack.drifted.clear();
      this.#operate(stack, 'UPDATE');
      return {};
    });
  }

  describeStacks(input: CFN.DescribeStacksCommandInput) {
    return this.#answer('describeStacks', input, () => {
      const { id, name, status, isProtected, template } = this.#existing(input.StackName, true);
      const { Outputs = {} } = parse(template) as ParsedTemplate;
      const outputs = Object.keys(Outputs).map((key) => ({
        OutputKey: key,
        OutputValue: this.outputs.get(key) ?? `${key}-of-${name}`,
      }));
      return {
        Stacks: [
          {
            ...{ StackId: id, StackName: name, StackStatus: status, CreationTime: new Date(0) },
            EnableTerminationProtection: isProtected,
            ...(status.endsWith('_COMPLETE') && { Outputs: outputs }),
          },
        ],
      };
    });
  }

  describeStackEvents(input: CFN.DescribeStackEventsCommandInput) {
    return this.#answer('describeStackEvents', input, () => ({
      StackEvents: this.#existing(input.StackName, true).events.toReversed(),
    }));
  }

  describeStackResources(input: CFN.DescribeStackResourcesCommandInput) {
    return this.#answer('describeStackResources', input, () => {
      const stack = this.#existing(input.StackName, true);
      return {
        StackResources: Object.entries(resourcesOf(stack)).map(([LogicalResourceId, { Type }]) => ({
          ...{ LogicalResourceId, ResourceType: Type, Timestamp: new Date(0) },
          ...{
            ResourceStatus: 'CREATE_COMPLETE' as const,
            PhysicalResourceId: `${LogicalResourceId}-of-${stack.name}`,
          },
        })),
      };
    });
  }

  getTemplate(input: CFN.GetTemplateCommandInput) {
    return this.#answer('getTemplate', input, () => ({
      TemplateBody: this.#existing(input.StackName, true).template,
    }));
  }

  updateTerminationProtection(input: CFN.UpdateTerminationProtectionCommandInput) {
    return this.#answer('updateTerminationProtection', input, () => {
      const stack = this.#existing(input.StackName);
      stack.isProtected = input.EnableTerminationProtection === true;
      return { StackId: stack.id };
    });
  }

  deleteStack(input: CFN.DeleteStackCommandInput) {
    return this.#answer('deleteStack', input, () => {
      const stack = this.#find(input.StackName ?? '');
      if (stack === undefined) return {};
      if (stack.isProtected) {
        throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      }
      const held = Object.entries(resourcesOf(stack)).find(
        ([, { Properties }]) => Properties?.['DeletionProtection'] === true,
      );
      if (held !== undefined) {
        this.failing = { resource: held[0], reason: 'Cannot delete protected DB Instance' };
      }
      this.#operate(stack, 'DELETE');
      return {};
    });
  }

  #operate(stack: FakeStack, operation: 'CREATE' | 'UPDATE' | 'DELETE'): void {
    const failing = this.failing;
    this.failing = undefined;
    stack.status = `${operation}_IN_PROGRESS`;
    this.#event(stack, stack.name, stack.status);
    stack.due = {
      at: this.#clock.now().getTime() + 120_000,
      end: () => {
        for (const resource of Object.keys(resourcesOf(stack))) {
          const failed = resource === failing?.resource;
          const status = `${operation}_${failed ? 'FAILED' : 'COMPLETE'}` as CFN.ResourceStatus;
          this.#event(stack, resource, status, failed ? failing.reason : undefined);
        }
        stack.status = `${operation}_${failing === undefined ? 'COMPLETE' : 'FAILED'}`;
        this.#event(stack, stack.name, stack.status);
      },
    };
  }

  #event(
    stack: FakeStack,
    resource: string,
    status: CFN.ResourceStatus | CFN.StackStatus,
    reason?: string,
  ): void {
    stack.events.push({
      ...{ StackId: stack.id, StackName: stack.name, EventId: `${resource}-${stack.events.length}` },
      ...{ LogicalResourceId: resource, Timestamp: this.#clock.now() },
      ResourceStatus: status as CFN.ResourceStatus,
      ...(reason !== undefined && { ResourceStatusReason: reason }),
    });
  }

  #answer<Output extends object>(name: string, input: object, run: () => Output) {
    return this.#journal.answer(name, input, () => {
      for (const stack of this.stacks) {
        if (stack.due !== undefined && stack.due.at <= this.#clock.now().getTime()) {
          const { end } = stack.due;
          stack.due = undefined;
          end();
        }
      }
      return run();
    });
  }

  #find(nameOrId: string, deleted = false): FakeStack | undefined {
    return this.stacks.findLast(({ id, name, status }) =>
      id === nameOrId
        ? deleted || status !== 'DELETE_COMPLETE'
        : name === nameOrId && status !== 'DELETE_COMPLETE',
    );
  }

  #existing(nameOrId = '', deleted = false): FakeStack {
    const stack = this.#find(nameOrId, deleted);
    if (stack === undefined) throw invalid(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  #settled(nameOrId = ''): FakeStack {
    const stack = this.#existing(nameOrId);
    if (!stack.status.endsWith('_IN_PROGRESS')) return stack;
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }

  #changeSet(id = ''): FakeChangeSet {
    const found = this.#changeSets.get(id);
    if (found === undefined)
      throw serviceError('ChangeSetNotFoundException', `ChangeSet [${id}] does not exist`);
    return found;
  }
}

const resourcesOf = ({ template }: FakeStack): Record<string, Resource> =>
  (parse(template) as ParsedTemplate).Resources;

/** Properties whose change replaces the resource, as far as the tests need them. */
const replacing = ['Engine', 'DBName', 'MasterUsername', 'VpcId', 'DBSubnetGroupName'];

function changesBetween(stack: FakeStack, { Resources: wanted }: ParsedTemplate): CFN.Change[] {
  const existing = resourcesOf(stack);
  const names = [...new Set([...Object.keys(existing), ...Object.keys(wanted)])];
  return names.flatMap((name): CFN.Change[] => {
    const [before, after] = [existing[name], wanted[name]];
    const drifted = stack.drifted.has(name);
    if (isDeepStrictEqual(before, after) && !drifted) return [];
    const keys = Object.keys({ ...before?.Properties, ...after?.Properties });
    const changed = keys.filter(
      (key) => !isDeepStrictEqual(before?.Properties?.[key], after?.Properties?.[key]),
    );
    const Action = before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify';
    return [
      {
        Type: 'Resource',
        ResourceChange: {
          ...{ Action, LogicalResourceId: name, ResourceType: (after ?? before)?.Type },
          ...(Action === 'Modify' && {
            Replacement: changed.some((key) => replacing.includes(key)) ? 'True' : 'False',
          }),
          ...(drifted && { ResourceDriftStatus: 'MODIFIED' }),
          Details: changed.map((Name) => ({ Target: { Attribute: 'Properties', Name } })),
        },
      },
    ];
  });
}

const invalid = (message: string): Error => serviceError('ValidationError', message);
