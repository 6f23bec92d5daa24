/**
 * Options of Keycloak that accept a fixed list of values, by the minors that accept them, from test/evidence. The table
 * omits options that accept true and false, options that also accept other values (cache-stack), and options of kc-eb.
 */
import { type OptionSpan, readSpans } from './options.ts';

/** Names are "option=value,value". */
export const valueSpans: readonly OptionSpan[] = readSpans(`
22.0-25.0
  log=gelf
22.0-
  fips-mode=non-strict,strict https-client-auth=none,request,required log-console-output=default,json
  log-file-output=default,json log=console,file vault=file,keystore
24.0-
  tls-hostname-verifier=ANY,STRICT,WILDCARD
25.0-
  https-management-client-auth=none,request,required log-syslog-output=default,json
  log-syslog-protocol=ssl-tcp,tcp,udp log=syslog tls-hostname-verifier=DEFAULT
26.0-
  log-console-level=all,debug,error,fatal,info,off,trace,warn
  log-file-level=all,debug,error,fatal,info,off,trace,warn
  log-syslog-level=all,debug,error,fatal,info,off,trace,warn log-syslog-type=rfc3164,rfc5424
  tracing-compression=gzip,none tracing-protocol=grpc,http/protobuf
  tracing-sampler-type=always_off,always_on,parentbased_always_off,parentbased_always_on,parentbased_traceidratio,traceidratio
26.1-
  event-metrics-user-tags=clientId,idp,realm log-level-*=all,debug,error,fatal,info,off,trace,warn
26.2-
  log-console-json-format=default,ecs log-file-json-format=default,ecs
  log-syslog-json-format=default,ecs
26.3-
  log-syslog-counting-framing=false,protocol-dependent,true
26.4-
  log-mdc-keys=authenticationSessionId,authenticationTabId,clientId,ipAddress,org,realmName,sessionId,userId
26.5-
  telemetry-logs-level=all,debug,error,fatal,info,off,trace,warn
  telemetry-logs-protocol=grpc,http/protobuf telemetry-metrics-protocol=grpc,http/protobuf
  telemetry-protocol=grpc,http/protobuf
26.6-
  db-tls-mode=disabled,verify-server
26.7-
  db-kind-*=dev-file,dev-mem,mariadb,mssql,mysql,oracle,postgres,tidb
`);
