import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test } from 'tap'
import { readConfig, settings } from '../../src/config/index.ts'
import { readYaml } from './read-yaml.ts'

const secrets = { ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), JWT_SECRET: 'a-secret-of-the-tests-with-32-characters' }
/** As compose fills it in. */
const fill = (value: unknown): string => String(value).replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, name: keyof typeof secrets) => secrets[name] ?? 'filled-in')
const servers = (file: string): any[] => Object.values(readYaml(file)[0].services).filter(({ build }: any) => build !== undefined)
const objects: any[] = readdirSync('deploy/kubernetes').flatMap(file => readYaml(`deploy/kubernetes/${file}`)).filter(({ kind }) => kind !== undefined)
const find = (kind: string): any => objects.find(object => object.kind === kind)

for (const file of ['compose.yaml', 'compose.fleet.yaml']) {
  test(`${file} runs what is locked in, with settings that the server takes`, async t => {
    t.ok(servers(file).length > 0)
    for (const server of servers(file)) {
      t.match(server, { read_only: true, cap_drop: ['ALL'], init: true, restart: 'unless-stopped' })
      const environment = Object.fromEntries(Object.entries(server.environment).map(([name, value]) => [name, fill(value)]))
      for (const name of Object.keys(environment)) t.ok(name in settings, name)
      const config = readConfig(environment)
      t.equal(config.isProduction, true)
      t.ok(Number.parseInt(server.stop_grace_period) * 1000 > config.shutdownTimeoutMs, 'it may finish what runs')
    }
    for (const [name, { image }] of Object.entries<any>(readYaml(file)[0].services)) t.notMatch(image, /:latest$/, name)
  })
}

test('the fleet waits for what it stands on, and the proxy for the fleet', async t => {
  const { services } = readYaml('compose.fleet.yaml')[0]
  t.equal(servers('compose.fleet.yaml').length, 2)
  for (const server of servers('compose.fleet.yaml')) t.match(server.depends_on, { postgres: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } })
  for (const name of ['postgres', 'redis']) t.ok(services[name].healthcheck, name)
  const [, , script] = services.nginx.command as string[]
  for (const path of ['deploy/nginx.conf'].filter(existsSync)) {
    const filled = execFileSync('sh', ['-c', script!.split(' > ')[0]!.replace('/parlance.conf', path)], { encoding: 'utf8' })
    for (const name of ['parlance-1', 'parlance-2']) t.ok(name in services && filled.includes(`server ${name}:3000`), name)
    t.notMatch(filled, '127.0.0.1')
  }
})

test('the manifests for Kubernetes fit each other and the server', async t => {
  t.strictSame(objects.map(({ kind }) => kind).sort(), ['Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'Service'])
  const { spec } = find('Deployment').spec.template
  const [container] = spec.containers
  const environment = Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]))
  for (const [name, value] of Object.entries(environment)) t.ok(name in settings && typeof value === 'string', name)
  const config = readConfig({ ...environment as Record<string, string>, ...secrets })
  t.ok(spec.terminationGracePeriodSeconds * 1000 > config.shutdownTimeoutMs + container.lifecycle.preStop.sleep.seconds * 1000, 'it may finish what runs')
  const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'))
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    t.strictSame(document.paths[container[probe].httpGet.path].get.security, [], probe)
    t.ok(container.ports.some(({ name }: any) => name === container[probe].httpGet.port), probe)
  }
  t.match(container.ports, [{ containerPort: config.port }, { containerPort: config.metrics.port }])
  t.match(container.securityContext, { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false })
  const { labels } = find('Deployment').spec.template.metadata
  for (const selector of [find('Deployment').spec.selector.matchLabels, find('Service').spec.selector, find('PodDisruptionBudget').spec.selector.matchLabels]) t.strictSame(selector, labels)
  t.equal(find('HorizontalPodAutoscaler').spec.scaleTargetRef.name, find('Deployment').metadata.name)
  t.ok(find('HorizontalPodAutoscaler').spec.metrics.some(({ pods }: any) => pods?.metric.name === 'parlance_active_streams'))
})

test('what systemd and a Procfile start is there', async t => {
  const unit = readFileSync('deploy/systemd/parlance.service', 'utf8')
  t.match(unit, /^ExecStart=\/usr\/bin\/env node dist\/main\.js$/m)
  const given = [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!])
  for (const [name] of given) t.ok(name! in settings || name === 'PATH', name!)
  t.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1]) * 1000 > readConfig({ ...Object.fromEntries(given), ...secrets }).shutdownTimeoutMs)
  for (const [, script] of readFileSync('Procfile', 'utf8').matchAll(/node dist\/(\S+)\.js/g)) t.ok(existsSync(`src/${script}.ts`), script!)
  for (const tool of ['/usr/bin/systemd-analyze'].filter(existsSync)) t.equal(execFileSync(tool, ['verify', 'deploy/systemd/parlance.service'], { encoding: 'utf8', stdio: 'pipe' }), '')
})

test('workflows take actions by their hash, with the version beside it, and no more rights than they need', async t => {
  const files = readdirSync('.github/workflows')
  t.ok(files.length >= 2)
  const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts)
  for (const file of files) {
    const text = readFileSync(`.github/workflows/${file}`, 'utf8')
    const [workflow] = readYaml(`.github/workflows/${file}`)
    for (const [, used] of text.matchAll(/uses: (.*)$/gm)) t.match(used, /^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/)
    t.strictSame(workflow.permissions, { contents: 'read' }, file)
    for (const [name, job] of Object.entries<any>(workflow.jobs)) {
      t.ok(job['timeout-minutes'] > 0, name)
      for (const { run = '' } of job.steps) for (const [, script] of run.matchAll(/npm run ([\w:-]+)/g)) t.ok(scripts.includes(script), script)
    }
    for (const { tests } of workflow.jobs.node?.strategy.matrix.include ?? []) for (const path of tests.split(' ')) t.ok(existsSync(path), path)
  }
})
