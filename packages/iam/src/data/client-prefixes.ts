import { iamService } from './service-data.ts';

/**
 * Clients whose IAM prefix differs from the name of their SDK v3 package, as `client=prefix`. Read off AWS's table in
 * aws-cdk-lib (custom-resources/lib/helpers-internal/sdk-v3-metadata.json, Apache-2.0); where its prefix is no name of the
 * Service Authorization Reference (iotdata, cloudcontrolapi, tagging, mturk-requester), that reference decides.
 */
const DIFFERENT = `
accessanalyzer=access-analyzer amp=aps api-gateway=apigateway apigatewaymanagementapi=execute-api apigatewayv2=apigateway
app-mesh=appmesh appconfigdata=appconfig appintegrations=app-integrations application-auto-scaling=application-autoscaling
application-discovery-service=discovery application-insights=applicationinsights auto-scaling-plans=autoscaling-plans
auto-scaling=autoscaling backupsearch=backup-search bedrock-agent-runtime=bedrock bedrock-agent=bedrock
bedrock-data-automation-runtime=bedrock bedrock-data-automation=bedrock bedrock-runtime=bedrock
bedrock-agentcore-control=bedrock-agentcore chime-sdk-identity=chime chime-sdk-media-pipelines=chime
chime-sdk-meetings=chime chime-sdk-messaging=chime chime-sdk-voice=chime cleanroomsml=cleanrooms-ml
cloudcontrol=cloudformation cloudhsm-v2=cloudhsm cloudsearch-domain=cloudsearch cloudwatch-events=events
cloudwatch-logs=logs codeguruprofiler=codeguru-profiler cognito-identity-provider=cognito-idp config-service=config
connect-contact-lens=connect connectcampaigns=connect-campaigns connectcampaignsv2=connect-campaigns connectcases=cases
connectparticipant=execute-api cost-and-usage-report-service=cur cost-explorer=ce customer-profiles=profile
data-pipeline=datapipeline database-migration-service=dms device-farm=devicefarm direct-connect=directconnect
directory-service-data=ds-data directory-service=ds docdb=rds dynamodb-streams=dynamodb efs=elasticfilesystem
elastic-beanstalk=elasticbeanstalk elastic-load-balancing-v2=elasticloadbalancing
elastic-load-balancing=elasticloadbalancing elastic-transcoder=elastictranscoder elasticsearch-service=es
emr=elasticmapreduce eventbridge=events finspace-data=finspace-api forecastquery=forecast
global-accelerator=globalaccelerator greengrassv2=greengrass iot-data-plane=iot iot-events-data=iotevents
iot-events=iotevents iot-jobs-data-plane=iotjobsdata iot-managed-integrations=iotmanagedintegrations
iot-wireless=iotwireless iotsecuretunneling=iot ivs-realtime=ivs keyspaces=cassandra
kinesis-analytics-v2=kinesisanalytics kinesis-analytics=kinesisanalytics kinesis-video-archived-media=kinesisvideo
kinesis-video-media=kinesisvideo kinesis-video-signaling=kinesisvideo kinesis-video-webrtc-storage=kinesisvideo
kinesis-video=kinesisvideo launch-wizard=launchwizard lex-model-building-service=lex lex-models-v2=lex
lex-runtime-service=lex lex-runtime-v2=lex location=geo machine-learning=machinelearning mailmanager=ses
marketplace-agreement=aws-marketplace marketplace-catalog=aws-marketplace
marketplace-commerce-analytics=marketplacecommerceanalytics marketplace-deployment=aws-marketplace
marketplace-entitlement-service=aws-marketplace marketplace-metering=aws-marketplace
marketplace-reporting=aws-marketplace mediastore-data=mediastore migration-hub-refactor-spaces=refactor-spaces
migration-hub=mgh migrationhub-config=mgh migrationhuborchestrator=migrationhub-orchestrator
migrationhubstrategy=migrationhub-strategy mturk=mechanicalturk mwaa=airflow neptune=rds neptunedata=neptune-db
notificationscontacts=notifications-contacts opensearch=es opensearchserverless=aoss opsworkscm=opsworks-cm
payment-cryptography-data=payment-cryptography personalize-events=personalize personalize-runtime=personalize
pinpoint-email=ses pinpoint-sms-voice-v2=sms-voice pinpoint-sms-voice=sms-voice pinpoint=mobiletargeting
qconnect=wisdom qldb-session=qldb rekognitionstreaming=rekognition resource-groups-tagging-api=tag
route-53-domains=route53domains route-53=route53 s3-control=s3 s3outposts=s3-outposts sagemaker-a2i-runtime=sagemaker
sagemaker-edge=sagemaker sagemaker-featurestore-runtime=sagemaker sagemaker-metrics=sagemaker
sagemaker-runtime=sagemaker secrets-manager=secretsmanager serverlessapplicationrepository=serverlessrepo
service-catalog-appregistry=servicecatalog service-catalog=servicecatalog service-quotas=servicequotas sesv2=ses
sfn=states socialmessaging=social-messaging sso-admin=sso sso-oidc=sso-oauth storage-gateway=storagegateway
supplychain=scn support-app=supportapp taxsettings=tax timestream-query=timestream timestream-write=timestream
transcribe-streaming=transcribe voice-id=voiceid workspaces-thin-client=thinclient`;

const PREFIXES = new Map(
  DIFFERENT.trim()
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

/**
 * IAM prefix of a client, by the name of its SDK v3 package without `client-`; undefined for a client that is not known.
 * @example prefixOfClient('sfn') // 'states'
 */
export function prefixOfClient(client: string): string | undefined {
  return PREFIXES.get(client) ?? iamService(client)?.prefix;
}
