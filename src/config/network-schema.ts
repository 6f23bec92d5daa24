/** The keys of network. */
import { z } from 'zod';
import { adminFromSchema } from './keys/admin-from.ts';
import { proxyImageSchema } from './proxy-image.ts';
import { idOf } from './keys/texts.ts';
import { cidrSchema } from './trusted-proxies.ts';

export const networkSchema = z.strictObject({
  vpc: idOf('vpc').optional().describe('VPC id. Default: the default VPC'),
  subnets: z.array(idOf('subnet')).default([]).describe('Subnets of the instances'),
  securityGroups: z
    .array(
      z.string().regex(/^sg-[0-9a-f]+$/, 'must be the id of a security group, such as sg-0123456789abcdef0'),
    )
    .default([])
    .describe('Further security groups of the instances, which a database can admit before the first deploy'),
  loadBalancerSubnets: z.array(idOf('subnet')).default([]).describe('Subnets of the load balancer'),
  scheme: z.enum(['public', 'internal']).default('public').describe('Scheme of the load balancer'),
  certificate: z
    .string()
    .regex(/^arn:[\w-]+:(acm|iam):[^\s\p{Cc}\p{Cs}]+$/u, 'must be the ARN of a certificate')
    .optional()
    .describe('ARN of the certificate for HTTPS; the load balancer then redirects plain HTTP'),
  hostedZone: z
    .string()
    .regex(/^[0-9A-Z]{1,32}$/, 'must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ')
    .optional()
    .describe('Id of the Route 53 zone of keycloak.hostname, in which deploy sets its CNAME record'),
  proxyImage: proxyImageSchema.describe(
    'Image of nginx and of the heartbeat, with its digest; deploy copies it to the ECR repository of Keycloak’s image',
  ),
  trustedProxies: z
    .array(cidrSchema)
    .default([])
    .describe(
      'CIDR blocks of proxies before the load balancer, such as CloudFront: X-Forwarded-For is believed up to them. With scheme internal, also those of loadBalancerSubnets',
    ),
  adminFrom: adminFromSchema,
});
