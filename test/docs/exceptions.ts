/** A command that no test runs here, by how it begins: why not, and where it is proved instead. */
export type Exception = { page: string; line: string; why: string; proof: string }

const start = { why: 'serves until it is stopped', proof: 'test/process' }
const docker = { why: 'wants an engine', proof: 'test/deploy/image.test.ts' }

export const exceptions: readonly Exception[] = [
  { page: 'README.md', line: 'npm start', ...start },
  { page: 'README.md', line: 'npm test', why: 'is what runs this', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'git clone', why: 'is where this comes from', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'cd parlance', why: 'is where this comes from', proof: '.ci/run' },
  { page: 'docs/start.md', line: 'npm start', ...start },
  { page: 'docs/operations.md', line: 'npm start', ...start },
  ...['npm create', 'cd chat', 'npm install'].map(line => ({ page: 'docs/front-end.md', line, why: 'wants the registry', proof: 'test/docs/react.test.ts' })),
  { page: 'docs/deployment.md', line: 'docker compose up', ...docker },
  { page: 'docs/deployment.md', line: 'docker compose exec', ...docker },
  { page: 'docs/deployment.md', line: 'docker compose -f', ...docker },
  { page: 'docs/deployment.md', line: 'kubectl create', why: 'wants a cluster', proof: 'test/deploy/manifests.test.ts' },
  { page: 'docs/deployment.md', line: 'kubectl apply', why: 'wants a cluster', proof: 'test/deploy/manifests.test.ts' },
  ...['useradd', 'git clone', 'cd /opt/parlance', 'install', 'cp deploy/systemd', 'systemctl'].map(line => ({ page: 'docs/deployment.md', line, why: 'changes the machine', proof: 'test/deploy/manifests.test.ts' })),
  { page: 'docs/observability.md', line: 'OTEL_EXPORTER_OTLP_ENDPOINT', why: start.why, proof: 'test/telemetry/otlp.test.ts' },
  { page: 'docs/scaling.md', line: 'DATABASE_URL=', why: start.why, proof: 'test/scale' },
]
