"""check_answers.py ENDPOINT SECRET_ARN

Calls every operation of Local Beanstalk through boto3, and compares each answer with botocore's output shape.
Prints JSON: the operations by service with the number of answers, the mismatches, the calls that failed.
"""

import hashlib
import io
import json
import sys
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shapes import mismatches

endpoint, secret_arn, secret_key = sys.argv[1:]
APPLICATION, ENVIRONMENT, OTHER, SAVED = 'id', 'id-prod', 'id-blue', 'saved'
STACK_ENDING = 'running Docker'
ALARM = {
    'Type': 'AWS::CloudWatch::Alarm',
    'Properties': {
        'Namespace': 'kc-eb',
        'MetricName': 'Ready',
        'Statistic': 'Minimum',
        'Period': 60,
        'Threshold': 1,
        'ComparisonOperator': 'LessThanThreshold',
        'EvaluationPeriods': 5,
        'Dimensions': [{'Name': 'Environment', 'Value': {'Ref': 'AWSEBEnvironmentName'}}],
    },
}

answers = {}
found = []
failed = []
session = boto3.Session('KCEBLOCALBEANSTALK00', secret_key, region_name='us-east-1')
config = Config(retries={'total_max_attempts': 1}, s3={'addressing_style': 'path'})


def check(operation_model, response_dict, **_):
    model = operation_model.service_model
    if response_dict['status_code'] >= 300:
        return
    name = operation_model.name
    counts = answers.setdefault(model.signing_name, {})
    counts[name] = counts.get(name, 0) + 1
    is_stream = operation_model.has_streaming_output
    seen = {**response_dict, 'body': b''} if is_stream else response_dict
    found.extend(f'{model.signing_name} {name}: {text}' for text in mismatches(operation_model, seen))


session.events.register('before-parse', check)


def client(name):
    return session.client(name, endpoint_url=endpoint, config=config)


def attempt(call, **arguments):
    """The answer; None after an error, which is reported."""
    try:
        return call(**arguments)
    except ClientError as error:
        failed.append(f'{call.__name__}: {error}')
        return None


def bundle():
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as archive:
        archive.writestr('docker-compose.yml', 'services: {}\n')
        archive.writestr('.ebextensions/alarms.config', json.dumps({'Resources': {'NotReady': ALARM}}))
    return content.getvalue()


def wait(beanstalk, name):
    for _ in range(500):
        [environment] = beanstalk.describe_environments(EnvironmentNames=[name])['Environments']
        if environment['Status'] in ('Ready', 'Terminated'):
            return environment
        time.sleep(0.02)
    raise SystemExit(f'{name} has the status {environment["Status"]}')


def all_s3(bucket):
    s3 = client('s3')
    attempt(s3.create_bucket, Bucket='shapes')
    attempt(s3.put_object, Bucket=bucket, Key='id/v1.zip', Body=bundle())
    attempt(s3.put_object, Bucket='shapes', Key='a/b', Body=b'text')
    attempt(s3.list_buckets)
    attempt(s3.head_bucket, Bucket='shapes')
    attempt(s3.get_bucket_location, Bucket='shapes')
    attempt(s3.head_object, Bucket='shapes', Key='a/b')
    attempt(s3.get_object, Bucket='shapes', Key='a/b')
    attempt(s3.list_objects, Bucket='shapes')
    attempt(s3.list_objects_v2, Bucket='shapes', Delimiter='/')
    attempt(s3.list_objects_v2, Bucket='shapes', MaxKeys=1)
    upload = attempt(s3.create_multipart_upload, Bucket='shapes', Key='big')['UploadId']
    of_upload = {'Bucket': 'shapes', 'Key': 'big', 'UploadId': upload}
    part = attempt(s3.upload_part, PartNumber=1, Body=b'part', **of_upload)
    if 'UploadPartCopy' in served['s3']:
        attempt(s3.upload_part_copy, PartNumber=2, CopySource='shapes/a/b', **of_upload)
    if 'ListParts' in served['s3']:
        attempt(s3.list_parts, **of_upload)
    if 'ListMultipartUploads' in served['s3']:
        attempt(s3.list_multipart_uploads, Bucket='shapes')
    parts = {'Parts': [{'PartNumber': 1, 'ETag': part['ETag']}]}
    attempt(s3.complete_multipart_upload, MultipartUpload=parts, **of_upload)
    upload = attempt(s3.create_multipart_upload, Bucket='shapes', Key='never')['UploadId']
    attempt(s3.abort_multipart_upload, Bucket='shapes', Key='never', UploadId=upload)
    if 'CopyObject' in served['s3']:
        attempt(s3.copy_object, Bucket='shapes', Key='copy', CopySource='shapes/a/b')
    attempt(s3.delete_objects, Bucket='shapes', Delete={'Objects': [{'Key': 'big'}]})
    attempt(s3.delete_object, Bucket='shapes', Key='a/b')
    attempt(s3.delete_object, Bucket='shapes', Key='copy')
    attempt(s3.delete_bucket, Bucket='shapes')


def all_logs():
    logs = client('logs')
    group, stream = 'shapes', 'one'
    attempt(logs.create_log_group, logGroupName=group)
    attempt(logs.create_log_stream, logGroupName=group, logStreamName=stream)
    attempt(logs.put_retention_policy, logGroupName=group, retentionInDays=7)
    now = round(time.time() * 1000)
    metric = {
        'Ready': 1,
        'Environment': ENVIRONMENT,
        '_aws': {
            'Timestamp': now,
            'CloudWatchMetrics': [
                {'Namespace': 'kc-eb', 'Dimensions': [['Environment']], 'Metrics': [{'Name': 'Ready', 'Unit': 'Count'}]}
            ],
        },
    }
    events = [{'timestamp': now, 'message': text} for text in ('a line', json.dumps(metric))]
    attempt(logs.put_log_events, logGroupName=group, logStreamName=stream, logEvents=events)
    attempt(logs.put_log_events, logGroupName=group, logStreamName=stream, logEvents=[{'timestamp': 1, 'message': 'old'}])
    attempt(logs.describe_log_groups)
    attempt(logs.describe_log_streams, logGroupName=group)
    attempt(logs.filter_log_events, logGroupName=group)
    attempt(logs.get_log_events, logGroupName=group, logStreamName=stream)
    attempt(logs.delete_retention_policy, logGroupName=group)
    attempt(logs.delete_log_group, logGroupName=group)


def all_metrics():
    metrics = client('cloudwatch')
    attempt(metrics.list_metrics)
    attempt(metrics.describe_alarms)
    times = {'StartTime': time.time() - 3600, 'EndTime': time.time() + 60}
    named = {
        'Namespace': 'kc-eb',
        'MetricName': 'Ready',
        'Dimensions': [{'Name': 'Environment', 'Value': ENVIRONMENT}],
    }
    query = {'Id': 'ready', 'MetricStat': {'Metric': named, 'Period': 60, 'Stat': 'Minimum'}}
    data = attempt(metrics.get_metric_data, MetricDataQueries=[query], **times)
    if not data['MetricDataResults'][0]['Values']:
        failed.append('GetMetricData returned no datapoint')
    attempt(metrics.get_metric_statistics, **named, **times, Period=60, Statistics=['Minimum', 'Sum'])


def all_images():
    ecr = client('ecr')
    name = 'shapes'
    attempt(ecr.create_repository, repositoryName=name)
    attempt(ecr.describe_repositories)
    token = attempt(ecr.get_authorization_token)['authorizationData'][0]['authorizationToken']

    def registry(method, path, body, kind='application/octet-stream'):
        headers = {'Authorization': f'Basic {token}', 'Content-Type': kind}
        request = urllib.request.Request(endpoint + path, body, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.headers.get('Location')

    def push(content):
        digest = f'sha256:{hashlib.sha256(content).hexdigest()}'
        place = registry('POST', f'/v2/{name}/blobs/uploads/', b'')
        path = place.removeprefix(endpoint)
        registry('PUT', f'{path}{"&" if "?" in path else "?"}digest={digest}', content)
        return {'digest': digest, 'size': len(content)}

    oci = 'application/vnd.oci.image'
    manifest = {
        'schemaVersion': 2,
        'mediaType': f'{oci}.manifest.v1+json',
        'config': {'mediaType': f'{oci}.config.v1+json', **push(b'{}')},
        'layers': [{'mediaType': f'{oci}.layer.v1.tar', **push(b'layer')}],
    }
    registry('PUT', f'/v2/{name}/manifests/one', json.dumps(manifest).encode(), manifest['mediaType'])
    if not attempt(ecr.describe_images, repositoryName=name)['imageDetails']:
        failed.append('DescribeImages returned no image')
    ids = [{'imageTag': 'one'}, {'imageTag': 'unknown'}]
    attempt(ecr.batch_delete_image, repositoryName=name, imageIds=ids)
    attempt(ecr.delete_repository, repositoryName=name)


def all_identity():
    attempt(client('sts').get_caller_identity)
    attempt(client('secretsmanager').get_secret_value, SecretId=secret_arn)
    iam = client('iam')
    role, profile = {'RoleName': 'shapes-role'}, {'InstanceProfileName': 'shapes-profile'}
    tags = [{'Key': 'a', 'Value': 'b'}]
    policy = json.dumps({'Version': '2012-10-17', 'Statement': []})
    web_tier = 'arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier'
    attempt(iam.create_role, **role, AssumeRolePolicyDocument=policy, Description='a', Tags=tags)
    attempt(iam.create_instance_profile, **profile, Tags=tags)
    attempt(iam.add_role_to_instance_profile, **role, **profile)
    attempt(iam.attach_role_policy, **role, PolicyArn=web_tier)
    attempt(iam.put_role_policy, **role, PolicyName='inline', PolicyDocument=policy)
    attempt(iam.get_role, **role)
    attempt(iam.get_instance_profile, **profile)
    attempt(iam.get_role_policy, **role, PolicyName='inline')
    attempt(iam.list_attached_role_policies, **role)
    attempt(iam.list_role_policies, **role)
    attempt(iam.list_instance_profiles)
    attempt(iam.list_roles)


def all_balancing():
    balancing = client('elbv2')
    groups = attempt(balancing.describe_target_groups)['TargetGroups']
    for group in groups:
        attempt(balancing.describe_target_health, TargetGroupArn=group['TargetGroupArn'])
    unknown = {'TargetGroupArn': groups[0]['TargetGroupArn'], 'Targets': [{'Id': 'i-0123'}]}
    attempt(balancing.describe_target_health, **unknown)


def create_environments(beanstalk, bucket):
    named = {'ApplicationName': APPLICATION}
    tags = [{'Key': 'team', 'Value': 'id'}]
    source = {'S3Bucket': bucket, 'S3Key': 'id/v1.zip'}
    attempt(beanstalk.create_application, **named, Description='a', Tags=tags)
    attempt(beanstalk.create_application_version, **named, VersionLabel='v1', SourceBundle=source, Process=True)
    attempt(beanstalk.create_application_version, **named, VersionLabel='v2', SourceBundle=source)
    stacks = attempt(beanstalk.list_available_solution_stacks)['SolutionStacks']
    [stack, *_] = [name for name in stacks if name.endswith(STACK_ENDING)]
    enhanced = {
        'Namespace': 'aws:elasticbeanstalk:healthreporting:system',
        'OptionName': 'SystemType',
        'Value': 'enhanced',
    }
    new = {**named, 'VersionLabel': 'v1', 'SolutionStackName': stack, 'OptionSettings': [enhanced], 'Tags': tags}
    for name in (ENVIRONMENT, OTHER):
        attempt(beanstalk.create_environment, EnvironmentName=name, Description='a', **new)
    for name in (ENVIRONMENT, OTHER):
        wait(beanstalk, name)
    return enhanced


def all_beanstalk(bucket):
    beanstalk = client('elasticbeanstalk')
    setting = create_environments(beanstalk, bucket)
    of_application, of_environment = {'ApplicationName': APPLICATION}, {'EnvironmentName': ENVIRONMENT}
    attempt(beanstalk.check_dns_availability, CNAMEPrefix='shapes')
    attempt(beanstalk.describe_applications)
    attempt(beanstalk.describe_application_versions)
    attempt(beanstalk.describe_configuration_options, **of_environment)
    attempt(beanstalk.describe_configuration_settings, **of_application, **of_environment)
    attempt(beanstalk.describe_environment_health, **of_environment, AttributeNames=['All'])
    attempt(beanstalk.describe_instances_health, **of_environment, AttributeNames=['All'])
    attempt(beanstalk.describe_environment_resources, **of_environment)
    attempt(beanstalk.describe_environments)
    attempt(beanstalk.describe_events)
    platforms = attempt(beanstalk.list_platform_versions)['PlatformSummaryList']
    attempt(beanstalk.describe_platform_version, PlatformArn=platforms[0]['PlatformArn'])
    attempt(beanstalk.list_platform_branches)
    attempt(beanstalk.update_application, **of_application, Description='b')
    invalid = {**setting, 'Value': 'invalid'}
    attempt(beanstalk.validate_configuration_settings, **of_application, **of_environment, OptionSettings=[invalid])
    [environment] = beanstalk.describe_environments(EnvironmentNames=[ENVIRONMENT])['Environments']
    arn = {'ResourceArn': environment['EnvironmentArn']}
    attempt(beanstalk.update_tags_for_resource, **arn, TagsToAdd=[{'Key': 'a', 'Value': 'b'}])
    wait(beanstalk, ENVIRONMENT)
    attempt(beanstalk.list_tags_for_resource, **arn)
    saved = {**of_application, 'TemplateName': SAVED}
    attempt(beanstalk.create_configuration_template, **saved, EnvironmentId=environment['EnvironmentId'])
    attempt(beanstalk.update_configuration_template, **saved, Description='b')
    attempt(beanstalk.describe_configuration_settings, **saved)
    attempt(beanstalk.delete_configuration_template, **saved)
    attempt(
        beanstalk.swap_environment_cnames, SourceEnvironmentName=ENVIRONMENT, DestinationEnvironmentName=OTHER
    )
    wait(beanstalk, OTHER)
    if 'RequestEnvironmentInfo' in served['elasticbeanstalk']:
        tail = {**of_environment, 'InfoType': 'tail'}
        attempt(beanstalk.request_environment_info, **tail)
        attempt(beanstalk.retrieve_environment_info, **tail)
    for work in (beanstalk.restart_app_server, beanstalk.rebuild_environment):
        wait(beanstalk, ENVIRONMENT)
        attempt(work, **of_environment)
    wait(beanstalk, ENVIRONMENT)
    attempt(beanstalk.update_environment, **of_environment, VersionLabel='v2')
    attempt(beanstalk.describe_configuration_settings, **of_application, **of_environment)
    attempt(beanstalk.abort_environment_update, **of_environment)
    return beanstalk


def terminate(beanstalk):
    for name in (ENVIRONMENT, OTHER):
        wait(beanstalk, name)
        attempt(beanstalk.terminate_environment, EnvironmentName=name)
        wait(beanstalk, name)
    attempt(beanstalk.delete_application_version, ApplicationName=APPLICATION, VersionLabel='v2')
    attempt(beanstalk.delete_application, ApplicationName=APPLICATION)


served = json.load(sys.stdin)
bucket = attempt(client('elasticbeanstalk').create_storage_location)['S3Bucket']
all_s3(bucket)
beanstalk = all_beanstalk(bucket)
all_balancing()
all_logs()
all_metrics()
all_images()
all_identity()
terminate(beanstalk)
print(json.dumps({'answers': answers, 'mismatches': sorted(set(found)), 'failed': failed}))
