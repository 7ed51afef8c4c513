import type { Checklist } from './checklist.js';

export const deployment: Checklist = {
  name: 'deployment',
  title: 'Deployment',
  lines: [
    {
      row: 'S4-115',
      text: 'Environment variables are set',
      by: ['env/complete', 'env/syntax', 'env/values-valid'],
    },
    {
      row: 'S4-116',
      text: 'TLS certificates are installed and valid',
      manual:
        '`openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl x509 -noout -dates -ext subjectAltName`',
    },
    {
      row: 'S4-117',
      text: 'Database migrations are applied',
      manual: 'Ask the migration tool of the backend for what is pending.',
    },
    {
      row: 'S4-118',
      text: 'Redis or another cache is reachable',
      manual: 'Where there is one: `docker compose exec redis redis-cli ping`',
    },
    { row: 'S4-119', text: 'The health endpoint answers', by: ['health/endpoint-answers', 'health/becomes-healthy'] },
    {
      row: 'S4-120',
      text: 'The metrics endpoint is set up',
      by: ['http/metrics'],
    },
    {
      row: 'S4-121',
      text: 'Logs are structured JSON',
      by: ['logs/json'],
    },
    {
      row: 'S4-122',
      text: 'CORS names the allowed origins',
      by: ['http/foreign-origin-refused', 'http/cors'],
      manual: 'Read whether the list of allowed origins has those of production, and no `*`.',
    },
    {
      row: 'S4-123',
      text: 'Rate limiting is on',
      by: ['http/rate-limit'],
    },
    {
      row: 'S4-124',
      text: 'The authorization server is reachable',
      manual: 'From the network of the server: `curl --fail ISSUER/.well-known/oauth-authorization-server`',
      by: ['http/auth-challenge'],
    },
    {
      row: 'S4-125',
      text: 'Firewall rules',
      by: ['compose/ports-loopback'],
      manual: 'Look from another machine at which ports answer: `nmap HOST`',
    },
    {
      row: 'S4-126',
      text: 'Load balancers and platforms ask the health endpoint',
      by: ['deploy/kubernetes-valid', 'deploy/swarm-valid', 'deploy/platform-files-valid', 'deploy/proxy-streams'],
    },
    {
      row: 'S4-127',
      text: 'Monitoring and alerts',
      manual: 'Stop the server once, and wait for the alert.',
    },
    {
      row: 'S4-128',
      text: 'Backups and a plan for disaster recovery',
      by: ['compose/volumes-declared'],
      manual: 'Restore a backup on another machine once, and write down when.',
    },
    {
      row: 'S4-129',
      text: 'Security headers',
      manual:
        '`curl --head https://HOST/` shows Strict-Transport-Security, X-Content-Type-Options and X-Frame-Options.',
    },
    { row: 'S4-130', text: 'User that is not root', by: ['dockerfile/non-root-user', 'image/non-root-user'] },
    {
      row: 'S4-131',
      text: 'Limits for CPU and memory',
      by: ['compose/resource-limits', 'resources/memory-within-budget'],
    },
    {
      row: 'S4-132',
      text: 'Auto-scaling, where it applies',
      by: ['deploy/kubernetes-valid', 'scale/replica-safe'],
      manual: 'Where more than one replica runs: raise the load, and see that one is added.',
    },
  ],
};
