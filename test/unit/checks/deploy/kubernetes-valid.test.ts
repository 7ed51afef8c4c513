import check from '../../../../src/checks/deploy/kubernetes-valid.js';
import { deploy } from '../../../support/deploy-facts.js';
import { madeUpSecrets } from '../../../support/planted-secrets.js';
import { testCheck } from '../../../support/test-check.js';

const { github } = madeUpSecrets();

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: mcp-server
spec:
  replicas: 3
  selector:
    matchLabels:
      app: mcp-server
  template:
    metadata:
      labels:
        app: mcp-server
    spec:
      containers:
        - name: server
          image: registry.example.com/mcp-server:1.0.0
          ports:
            - name: http
              containerPort: 8000
          env:
            - name: REDIS_URL
              valueFrom: { secretKeyRef: { name: mcp-secrets, key: redis-url } }
            - name: MCP_LOG_LEVEL
              value: INFO
          resources:
            requests: { cpu: 250m, memory: 256Mi }
            limits: { cpu: 500m, memory: 512Mi }
          livenessProbe:
            httpGet: { path: /health/live, port: http }
          readinessProbe:
            httpGet: { path: /health, port: 8000 }
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: tmp, emptyDir: {} }
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: mcp-server }
spec:
  selector: { app: mcp-server }
  ports:
    - { port: 80, targetPort: 8000 }
`;
const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: mcp-server }
spec:
  rules:
    - host: mcp.example.com
      http:
        paths:
          - path: /mcp
            pathType: Prefix
            backend: { service: { name: mcp-server, port: { number: 80 } } }
`;

const all = (...texts: string[]) => deploy({ 'k8s/all.yaml': texts.join('---\n') });
/** The deployment with one piece replaced. */
const changed = (from: string | RegExp, to: string) => {
  const text = DEPLOYMENT.replace(from, to);
  if (text === DEPLOYMENT) throw new Error(`Nothing is replaced by ${to}.`);
  return all(text);
};

testCheck(check, {
  pass: [
    {
      name: 'volumes that a StatefulSet claims',
      facts: deploy({
        'a.yaml': DEPLOYMENT.replace('kind: Deployment', 'kind: StatefulSet')
          .replace('{ name: tmp, mountPath: /tmp }', '{ name: data, mountPath: /data }')
          .concat('  volumeClaimTemplates:\n    - metadata: { name: data }\n'),
      }),
    },
    { name: 'all of it', facts: all(DEPLOYMENT, SERVICE, INGRESS) },
    { name: 'ports by name', facts: all(DEPLOYMENT, SERVICE.replace('targetPort: 8000', 'targetPort: http')) },
    { name: 'a service for pods that are elsewhere', facts: all(SERVICE) },
    {
      name: 'kinds that a cluster learned',
      facts: all('apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: X_y }\n'),
    },
    {
      name: 'a list',
      facts: all(
        `apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { A: "1" } }\n`,
      ),
    },
    {
      name: 'a job',
      facts: all(
        'apiVersion: batch/v1\nkind: Job\nmetadata: { name: migrate }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: "a:1" }] } } }\n',
      ),
    },
    {
      name: 'a secret that somebody else fills in',
      facts: all('apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { token: "<token>" }\n'),
    },
    {
      name: 'what Kustomize lays over, and names',
      facts: deploy(
        {
          'k8s/kustomization.yaml':
            'resources: [all.yaml, ../base, "https://example.com/x"]\npatches: [{ path: replicas.yaml }]\n',
          'k8s/all.yaml': DEPLOYMENT,
          'k8s/replicas.yaml':
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: mcp-server }\nspec: { replicas: 5 }\n',
        },
        { there: ['base'] },
      ),
    },
  ],
  fail: [
    {
      name: 'no YAML',
      facts: all('apiVersion: v1\nkind: [\n'),
      messages: ['Flow sequence in block collection must be sufficiently indented and end with a ].'],
    },
    {
      name: 'a version that is gone',
      facts: all(INGRESS.replace('networking.k8s.io/v1', 'extensions/v1beta1')),
      messages: ['Ingress is no kind of extensions/v1beta1 any more.'],
      remedies: ['Write `apiVersion: networking.k8s.io/v1`, and what that wants.'],
    },
    {
      name: 'no name',
      facts: all('apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n'),
      messages: ['A ConfigMap has no name.'],
    },
    {
      name: 'a name that is none',
      facts: all('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: My_Map }\n'),
      messages: ['"My_Map" is no name: lower-case letters, digits, "-" and ".".'],
    },
    {
      name: 'no selector',
      facts: changed('    matchLabels:\n      app: mcp-server\n', '    {}\n'),
      messages: ['The Deployment "mcp-server" has no selector.matchLabels: the API server refuses it.'],
    },
    {
      name: 'a selector of other pods',
      facts: changed('      labels:\n        app: mcp-server', '      labels:\n        app: server'),
      messages: ['The Deployment "mcp-server" selects app=mcp-server, and its pods have app=server.'],
    },
    {
      name: 'keys that are none',
      facts: changed('          image:', '          imagePullpolicy: Always\n          image:'),
      messages: ['"imagePullpolicy" is no key of a container: the API server refuses it.'],
    },
    {
      name: 'a number where text is wanted',
      facts: changed('value: INFO', 'value: 8000'),
      messages: ['The variable MCP_LOG_LEVEL is 8000, where text is wanted.'],
      remedies: ['Write the value in quotes.'],
    },
    {
      name: 'a secret',
      facts: changed('value: INFO', `value: ${github}`),
      messages: ['MCP_LOG_LEVEL holds a GitHub token (rule github-token).'],
    },
    {
      name: 'a password by its name',
      facts: changed(
        '- name: MCP_LOG_LEVEL\n              value: INFO',
        '- name: POSTGRES_PASSWORD\n              value: postgres',
      ),
      messages: ['POSTGRES_PASSWORD holds a literal secret (rule assigned-secret).'],
    },
    {
      name: 'latest',
      facts: changed(':1.0.0', ':latest'),
      messages: [
        'The container "server" runs registry.example.com/mcp-server:latest: which version that is, the day decides.',
      ],
      severities: ['warning'],
    },
    {
      name: 'no limits and no probes',
      facts: changed(/ {10}resources:[\s\S]*? {10}volumeMounts/u, '          volumeMounts'),
      messages: [
        'The container "server" has no requests.cpu, requests.memory, limits.memory.',
        'The container "server" has no readinessProbe and no livenessProbe.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'quantities that are none, and too little',
      facts: changed('limits: { cpu: 500m, memory: 512Mi }', 'limits: { cpu: 100m, memory: 512MB }'),
      messages: [
        'The container "server": limits memory is "512MB", which is no quantity.',
        'The container "server" requests more cpu than its limit.',
      ],
    },
    {
      name: 'a probe of a port without that name',
      facts: changed('port: http', 'port: web'),
      messages: ['The container "server": the livenessProbe asks the port "web", which has no such name.'],
    },
    {
      name: 'a volume that is not there',
      facts: changed('{ name: tmp, emptyDir: {} }', '{ name: other, emptyDir: {} }'),
      messages: ['The container "server" mounts the volume "tmp", which the pod does not have.'],
    },
    {
      name: 'a service of no pod',
      facts: all(DEPLOYMENT, SERVICE.replace('app: mcp-server', 'app: other')),
      messages: ['The Service "mcp-server" selects app=other, and no pod here has these labels.'],
    },
    {
      name: 'a port on which nothing listens',
      facts: all(DEPLOYMENT, SERVICE.replace('8000', '3000')),
      messages: ['The Service "mcp-server" leads to port 3000, and its pods have 8000 http.'],
    },
    {
      name: 'a backend that is not there',
      facts: all(SERVICE, INGRESS.replace('name: mcp-server, port', 'name: web, port')),
      messages: ['The Ingress "mcp-server" leads to the Service "web", which is not here.'],
    },
    {
      name: 'a port that the service does not have',
      facts: all(SERVICE, INGRESS.replace('number: 80', 'number: 8000')),
      messages: ['The Ingress "mcp-server" leads to port 8000 of the Service "mcp-server", which has 80.'],
    },
    {
      name: 'annotations, data and paths of another kind',
      facts: all(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, annotations: { x: true } }\ndata: { PORT: 8000 }\n',
        INGRESS.replace('            pathType: Prefix\n', ''),
        'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: "not base64!" }\n',
      ),
      messages: [
        'annotations x of the ConfigMap "a" is true, where text is wanted.',
        'data PORT of the ConfigMap "a" is 8000, where text is wanted.',
        'data a of the Secret "a" is not in base64.',
        'The Ingress "mcp-server" has a path without pathType Prefix, Exact or ImplementationSpecific.',
      ],
    },
    {
      name: 'a job that would start for ever',
      facts: all(
        'apiVersion: batch/v1\nkind: Job\nmetadata: { name: migrate }\nspec: { template: { spec: { containers: [{ name: a, image: "a:1" }] } } }\n',
      ),
      messages: ['The Job "migrate" wants restartPolicy Never or OnFailure.'],
    },
    {
      name: 'an autoscaler of nothing',
      facts: all(
        DEPLOYMENT,
        'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: a }\nspec: { scaleTargetRef: { kind: Deployment, name: server } }\n',
      ),
      messages: ['The HorizontalPodAutoscaler "a" scales the Deployment "server", which is not here.'],
    },
    {
      name: 'a file that is not there',
      facts: deploy({ 'k8s/kustomization.yaml': 'resources:\n  - gone.yaml\n' }),
      messages: ['It names gone.yaml, and there is no such file.'],
    },
  ],
  notApplicable: [
    { name: 'nothing', facts: deploy({}) },
    {
      name: 'files of other programs',
      facts: deploy({ 'grafana/datasource.yml': 'apiVersion: 1\ndatasources: []\n' }),
    },
    { name: 'charts', facts: deploy({}, { charts: ['charts/server'] }) },
  ],
});
