"""moto's server as an AWS account, with what it lacks for the stack of `kc-eb bootstrap`.

Prints the endpoint. Each addition names the page of AWS that it follows:
- AWS::SecretsManager::Secret with GenerateSecretString.
- VPCSecurityGroups, DeletionProtection and updates of AWS::RDS::DBInstance.
- DeletionPolicy: Snapshot.
- UpdateTerminationProtection, and its effect on DeleteStack.
- SimulatePrincipalPolicy, by moto's own evaluation.
- DeleteChangeSet of one that does not exist.
"""

import json
import sys
import threading

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.responses import IamResponse
from moto.moto_api._internal import mock_random
from moto.rds.models import DBInstance, rds_backends
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends
from moto.server import ThreadedMotoServer


class Secret(CloudFormationModel):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html"""

    # moto takes the service from the name of the module.
    __module__ = "moto.secretsmanager.cloudformation"

    def __init__(self, secret: FakeSecret):
        self.arn = secret.arn

    @property
    def physical_resource_id(self) -> str:
        return self.arn

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SecretsManager::Secret"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        wanted = properties["GenerateSecretString"]
        backend = secretsmanager_backends[account_id][region_name]
        answer = backend.get_random_password(
            password_length=int(wanted.get("PasswordLength", 32)),
            exclude_characters=wanted.get("ExcludeCharacters", ""),
            exclude_numbers=bool(wanted.get("ExcludeNumbers", False)),
            exclude_punctuation=bool(wanted.get("ExcludePunctuation", False)),
            exclude_uppercase=False,
            exclude_lowercase=False,
            include_space=False,
            require_each_included_type=True,
        )
        secret, _ = backend._add_secret(
            resource_name,
            secret_string=json.loads(answer)["RandomPassword"],
            description=properties.get("Description"),
            version_id=str(mock_random.uuid4()),
        )
        return cls(secret)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        return original_resource

    def delete(self, account_id: str, region_name: str) -> None:
        secretsmanager_backends[account_id][region_name].delete_secret(self.arn, None, True)


def is_true(value) -> bool:
    return str(value).lower() == "true"


create_instance = DBInstance.create_from_cloudformation_json.__func__


def create_with_more(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    properties = cloudformation_json["Properties"]
    changed = {**properties, "VpcSecurityGroupIds": properties.get("VPCSecurityGroups", [])}
    instance = create_instance(
        cls, resource_name, {**cloudformation_json, "Properties": changed}, account_id, region_name, **kwargs
    )
    instance.deletion_protection = is_true(properties.get("DeletionProtection"))
    return instance


def update_instance(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"""
    properties = cloudformation_json["Properties"]
    original_resource.deletion_protection = is_true(properties.get("DeletionProtection"))
    original_resource.backup_retention_period = int(properties["BackupRetentionPeriod"])
    original_resource.db_instance_class = properties["DBInstanceClass"]
    return original_resource


def delete_instance(self, account_id: str, region_name: str) -> None:
    final = f"{self.db_instance_identifier}-snapshot" if self.snapshot_at_deletion else None
    rds_backends[account_id][region_name].delete_db_instance(
        self.db_instance_identifier, final_db_snapshot_identifier=final
    )


DBInstance.snapshot_at_deletion = False
DBInstance.create_from_cloudformation_json = classmethod(create_with_more)
DBInstance.update_from_cloudformation_json = classmethod(update_instance)
DBInstance.delete = delete_instance

delete_resource = parsing.ResourceMap._delete_resource


def delete_by_policy(self, parsed_resource, resource_json):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html"""
    if isinstance(parsed_resource, DBInstance):
        parsed_resource.snapshot_at_deletion = resource_json.get("DeletionPolicy") == "Snapshot"
    delete_resource(self, parsed_resource, resource_json)


parsing.ResourceMap._delete_resource = delete_by_policy


def update_termination_protection(self) -> ActionResult:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html"""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = is_true(self._get_param("EnableTerminationProtection"))
    return ActionResult({"StackId": stack.stack_id})


CloudFormationResponse.update_termination_protection = update_termination_protection

delete_stack = CloudFormationBackend.delete_stack


def delete_unprotected(self, name_or_stack_id: str) -> None:
    for stack in self.stacks.values():
        if name_or_stack_id in (stack.name, stack.stack_id) and is_true(stack.enable_termination_protection):
            raise ValidationError(
                message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
    delete_stack(self, name_or_stack_id)


CloudFormationBackend.delete_stack = delete_unprotected

delete_change_set = CloudFormationBackend.delete_change_set


def delete_if_present(self, change_set_name: str) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html (moto: error 500)"""
    if any(change_set_name in (id, change_set.change_set_name) for id, change_set in self.change_sets.items()):
        delete_change_set(self, change_set_name)


CloudFormationBackend.delete_change_set = delete_if_present

def policies_of(backend, arn: str) -> list:
    kind, name = arn.split(":")[-1].split("/")[0], arn.split("/")[-1]
    principal = backend.get_user(name) if kind == "user" else backend.get_role(name)
    inline = [{"policy_document": document if isinstance(document, str) else json.dumps(document)} for document in principal.policies.values()]
    # Of AWS's own policies, moto has only the names.
    managed = [policy for policy in principal.managed_policies.values() if ":aws:policy" not in policy.arn]
    return [IAMPolicy(policy) for policy in [*inline, *managed]]


def simulate_principal_policy(self) -> ActionResult:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"""
    policies = policies_of(self.backend, self._get_param("PolicySourceArn"))
    results = []
    for action in self._get_param("ActionNames"):
        for resource in self._get_param("ResourceArns") or ["*"]:
            permitted = [policy.is_action_permitted(action, resource) for policy in policies]
            allowed = PermissionResult.PERMITTED in permitted and PermissionResult.DENIED not in permitted
            decision = "allowed" if allowed else "implicitDeny"
            results.append({"EvalActionName": action, "EvalResourceName": resource, "EvalDecision": decision})
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


IamResponse.simulate_principal_policy = simulate_principal_policy

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(json.dumps({"endpoint": f"http://{host}:{port}"}), flush=True)
# Ends with the test, whose pipe closes.
sys.stdin.read()
