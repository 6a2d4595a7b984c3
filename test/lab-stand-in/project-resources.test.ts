import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ApiAnswer,
  openProject,
  orderBody,
  type ProjectUnderTest,
} from './project-under-test.ts';

let project: ProjectUnderTest;
beforeEach(async () => {
  project = await openProject();
});
afterEach(() => project.close());

const refusal = (answer: ApiAnswer) => [answer.status, answer.get('error', 'code')];

async function addNetwork(name = 'private'): Promise<number> {
  const made = await project.call('POST', '/networks', {
    name,
    ip_range: '10.0.0.0/16',
    subnets: [{ type: 'cloud', network_zone: 'eu-central' }],
    labels: { team: 'a' },
  });
  expect(made.status).toBe(201);
  return Number(made.get('network', 'id'));
}

const addFirewall = async (body: object = {}) =>
  Number(
    (await project.call('POST', '/firewalls', { name: 'ssh-only', ...body })).get('firewall', 'id'),
  );

const addVolume = async (body: object = {}) =>
  Number(
    (
      await project.call('POST', '/volumes', { name: 'data', size: 10, location: 'fsn1', ...body })
    ).get('volume', 'id'),
  );

const addPrimaryIp = async (body: object = {}) =>
  Number(
    (
      await project.call('POST', '/primary_ips', {
        name: 'web',
        type: 'ipv4',
        location: 'fsn1',
        ...body,
      })
    ).get('primary_ip', 'id'),
  );

describe('networks', () => {
  it('give a server a card with the first free address after the gateway', async () => {
    const network = await addNetwork();
    const first = await project.addServer({ networks: [network] });
    const second = await project.addServer();
    await project.call('POST', `/servers/${second.id}/actions/attach_to_network`, { network });
    await project.settle();
    const cards = await Promise.all(
      [first, second].map(async ({ id }) =>
        (await project.call('GET', `/servers/${id}`)).get('server', 'private_net', 0),
      ),
    );
    expect(cards).toMatchObject([
      { network, ip: '10.0.0.2', mac_address: expect.stringMatching(/^86:00(:[0-9a-f]{2}){4}$/) },
      { network, ip: '10.0.0.3' },
    ]);
    const shown = await project.call('GET', `/networks/${network}`);
    expect(shown.get('network', 'servers')).toEqual([first.id, second.id]);
    expect(shown.get('network', 'subnets', 0)).toEqual({
      type: 'cloud',
      ip_range: '10.0.0.0/24',
      network_zone: 'eu-central',
      gateway: '10.0.0.1',
    });
  });

  it('take a server that is in them once, and its card back', async () => {
    const network = await addNetwork();
    const { id } = await project.addServer({ networks: [network] });
    const again = await project.call('POST', `/servers/${id}/actions/attach_to_network`, {
      network,
    });
    expect(refusal(again)).toEqual([422, 'server_already_attached']);
    await project.call('POST', `/servers/${id}/actions/detach_from_network`, { network });
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'private_net')).toEqual([]);
  });

  it('have no card for a server without a subnet in its zone', async () => {
    const made = await project.call('POST', '/networks', { name: 'bare', ip_range: '10.0.0.0/16' });
    const network = Number(made.get('network', 'id'));
    const { id } = await project.addServer();
    const path = `/servers/${id}/actions/attach_to_network`;
    expect(refusal(await project.call('POST', path, { network }))).toEqual([
      422,
      'no_subnet_available',
    ]);
    const subnet = { type: 'cloud', network_zone: 'eu-central', ip_range: '10.0.1.0/24' };
    await project.call('POST', `/networks/${network}/actions/add_subnet`, subnet);
    await project.settle();
    expect((await project.call('POST', path, { network, ip: '10.0.1.9' })).status).toBe(201);
  });

  it.each([
    ['a range that is none', { ip_range: '10.0.0.1/16' }],
    [
      'a subnet outside of it',
      { subnets: [{ type: 'cloud', network_zone: 'eu-central', ip_range: '10.1.0.0/24' }] },
    ],
    ['an unknown zone', { subnets: [{ type: 'cloud', network_zone: 'moon' }] }],
  ])('are refused with %s', async (_, body) => {
    const answer = await project.call('POST', '/networks', {
      name: 'n',
      ip_range: '10.0.0.0/16',
      ...body,
    });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
  });

  it('let a server have no public address, and only with one of them', async () => {
    const public_net = { enable_ipv4: false, enable_ipv6: false };
    const without = await project.call('POST', '/servers', { ...orderBody('web-1'), public_net });
    expect(refusal(without)).toEqual([422, 'invalid_input']);
    const { id } = await project.addServer({ public_net, networks: [await addNetwork()] });
    const server = await project.call('GET', `/servers/${id}`);
    expect(server.get('server', 'public_net')).toMatchObject({ ipv4: null, ipv6: null });
  });
});

describe('firewalls', () => {
  const rules = [
    { direction: 'in', protocol: 'tcp', port: '22', source_ips: ['0.0.0.0/0', '::/0'] },
  ];

  it('apply to a server from its order on, and stay in use until it is gone', async () => {
    const firewall = await addFirewall({ rules });
    const { id } = await project.addServer({ firewalls: [{ firewall }] });
    const server = await project.call('GET', `/servers/${id}`);
    expect(server.get('server', 'public_net', 'firewalls')).toEqual([
      { id: firewall, status: 'applied' },
    ]);
    expect(refusal(await project.call('DELETE', `/firewalls/${firewall}`))).toEqual([
      422,
      'resource_in_use',
    ]);
    await project.call('DELETE', `/servers/${id}`);
    await project.settle();
    expect((await project.call('DELETE', `/firewalls/${firewall}`)).status).toBe(204);
  });

  it('apply to whatever bears a label, and can be taken back', async () => {
    const { id } = await project.addServer({ labels: { tier: 'web' } });
    const target = { type: 'label_selector', label_selector: { selector: 'tier=web' } };
    const firewall = await addFirewall({ apply_to: [target] });
    const shown = await project.call('GET', `/firewalls/${firewall}`);
    expect(shown.get('firewall', 'applied_to', 0, 'applied_to_resources')).toEqual([
      { type: 'server', server: { id } },
    ]);
    await project.call('POST', `/firewalls/${firewall}/actions/remove_from_resources`, {
      remove_from: [target],
    });
    await project.settle();
    expect(
      (await project.call('GET', `/firewalls/${firewall}`)).get('firewall', 'applied_to'),
    ).toEqual([]);
  });

  it('take new rules, and apply to one server', async () => {
    const firewall = await addFirewall();
    const { id } = await project.addServer();
    await project.call('POST', `/firewalls/${firewall}/actions/set_rules`, { rules });
    const apply_to = [{ type: 'server', server: { id } }];
    await project.call('POST', `/firewalls/${firewall}/actions/apply_to_resources`, { apply_to });
    await project.settle();
    const shown = await project.call('GET', `/firewalls?name=ssh-only`);
    expect(shown.get('firewalls', 0, 'rules', 0)).toMatchObject({ port: '22', description: null });
    expect(shown.get('firewalls', 0, 'applied_to')).toEqual([{ type: 'server', server: { id } }]);
  });

  it('are refused with a rule that has no port', async () => {
    const body = { name: 'f', rules: [{ direction: 'in', protocol: 'tcp', source_ips: [] }] };
    expect(refusal(await project.call('POST', '/firewalls', body))).toEqual([422, 'invalid_input']);
  });
});

describe('placement groups', () => {
  it('take ten servers, and refuse the eleventh', async () => {
    const made = await project.call('POST', '/placement_groups', { name: 'apart', type: 'spread' });
    const placement_group = Number(made.get('placement_group', 'id'));
    for (let count = 0; count < 10; count += 1) await project.addServer({ placement_group });
    const full = await project.call('POST', '/servers', {
      ...orderBody('web-11'),
      placement_group,
    });
    expect(refusal(full)).toEqual([422, 'placement_error']);
    const shown = await project.call('GET', `/placement_groups/${placement_group}`);
    expect(shown.get('placement_group', 'servers')).toHaveLength(10);
  });

  it('take a server that is off, and let it go', async () => {
    const made = await project.call('POST', '/placement_groups', { name: 'apart', type: 'spread' });
    const body = { placement_group: Number(made.get('placement_group', 'id')) };
    const { id } = await project.addServer();
    const path = `/servers/${id}/actions`;
    expect(refusal(await project.call('POST', `${path}/add_to_placement_group`, body))).toEqual([
      422,
      'server_not_stopped',
    ]);
    await project.call('POST', `${path}/poweroff`);
    await project.settle();
    await project.call('POST', `${path}/add_to_placement_group`, body);
    await project.settle();
    expect(
      (await project.call('GET', `/servers/${id}`)).get('server', 'placement_group', 'name'),
    ).toBe('apart');
    await project.call('POST', `${path}/remove_from_placement_group`);
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'placement_group')).toBe(
      null,
    );
  });
});

describe('volumes', () => {
  it('are attached to a new server, and outlive it', async () => {
    const volume = await addVolume();
    const { id } = await project.addServer({ volumes: [volume] });
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'volumes')).toEqual([
      volume,
    ]);
    expect(refusal(await project.call('DELETE', `/volumes/${volume}`))).toEqual([423, 'locked']);
    await project.call('DELETE', `/servers/${id}`);
    await project.settle();
    expect((await project.call('GET', `/volumes/${volume}`)).get('volume', 'server')).toBe(null);
    expect((await project.call('DELETE', `/volumes/${volume}`)).status).toBe(204);
  });

  it('fit only servers of their location, and one at a time', async () => {
    const volume = await addVolume();
    const elsewhere = { ...orderBody('web-1'), location: 'nbg1', volumes: [volume] };
    expect(refusal(await project.call('POST', '/servers', elsewhere))).toEqual([
      422,
      'invalid_input',
    ]);
    const { id } = await project.addServer();
    await project.call('POST', `/volumes/${volume}/actions/attach`, { server: id });
    await project.settle();
    const again = await project.call('POST', `/volumes/${volume}/actions/attach`, { server: id });
    expect(refusal(again)).toEqual([422, 'volume_already_attached']);
    await project.call('POST', `/volumes/${volume}/actions/detach`);
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'volumes')).toEqual([]);
  });

  it('grow, and never shrink', async () => {
    const volume = await addVolume();
    const path = `/volumes/${volume}/actions/resize`;
    expect(refusal(await project.call('POST', path, { size: 5 }))).toEqual([422, 'invalid_input']);
    await project.call('POST', path, { size: 20 });
    await project.settle();
    expect((await project.call('GET', `/volumes/${volume}`)).get('volume', 'size')).toBe(20);
  });

  it('are made for a server, and attached to it', async () => {
    const { id } = await project.addServer();
    const made = await project.call('POST', '/volumes', { name: 'v', size: 10, server: id });
    await project.settle();
    const path = `/volumes/${made.get('volume', 'id')}`;
    expect((await project.call('GET', path)).get('volume', 'server')).toBe(id);
  });
});

describe('primary IPs', () => {
  it('come with a server and go with it', async () => {
    const { id } = await project.addServer();
    const listed = await project.call('GET', '/primary_ips');
    expect(listed.get('primary_ips')).toMatchObject([
      { type: 'ipv4', assignee_id: id, auto_delete: true },
      { type: 'ipv6', assignee_id: id, auto_delete: true },
    ]);
    await project.call('DELETE', `/servers/${id}`);
    await project.settle();
    expect((await project.call('GET', '/primary_ips')).get('primary_ips')).toEqual([]);
  });

  it('that were there before are used, and stay', async () => {
    const ipv4 = await addPrimaryIp();
    const public_net = { enable_ipv4: true, ipv4, enable_ipv6: false };
    const { id } = await project.addServer({ public_net });
    const address = (await project.call('GET', `/primary_ips/${ipv4}`)).get('primary_ip', 'ip');
    expect(
      (await project.call('GET', `/servers/${id}`)).get('server', 'public_net', 'ipv4'),
    ).toMatchObject({
      id: ipv4,
      ip: address,
    });
    expect(refusal(await project.call('DELETE', `/primary_ips/${ipv4}`))).toEqual([
      422,
      'must_be_unassigned',
    ]);
    await project.call('DELETE', `/servers/${id}`);
    await project.settle();
    expect(
      (await project.call('GET', `/primary_ips/${ipv4}`)).get('primary_ip', 'assignee_id'),
    ).toBe(null);
    expect((await project.call('DELETE', `/primary_ips/${ipv4}`)).status).toBe(204);
  });

  it.each([
    ['of the other family', { type: 'ipv6' }, {}, [412, 'primary_ip_version_mismatch']],
    ['of another location', { location: 'nbg1' }, {}, [422, 'primary_ip_datacenter_mismatch']],
  ])('%s are refused in an order', async (_, ip, order, expected) => {
    const ipv4 = await addPrimaryIp(ip);
    const body = { ...orderBody('web-1'), ...order, public_net: { ipv4 } };
    expect(refusal(await project.call('POST', '/servers', body))).toEqual(expected);
  });

  it('are assigned and taken away while the server is off', async () => {
    const { id } = await project.addServer({ public_net: { enable_ipv4: false } });
    const ipv4 = await addPrimaryIp();
    const body = { assignee_type: 'server', assignee_id: id };
    const path = `/primary_ips/${ipv4}/actions`;
    expect(refusal(await project.call('POST', `${path}/assign`, body))).toEqual([
      422,
      'server_not_stopped',
    ]);
    await project.call('POST', `/servers/${id}/actions/poweroff`);
    await project.settle();
    await project.call('POST', `${path}/assign`, body);
    await project.settle();
    expect(refusal(await project.call('POST', `${path}/assign`, body))).toEqual([
      422,
      'primary_ip_already_assigned',
    ]);
    await project.call('POST', `${path}/unassign`);
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'public_net', 'ipv4')).toBe(
      null,
    );
  });

  it('change their name, labels and whether they go with their server', async () => {
    const id = await addPrimaryIp();
    const changed = await project.call('PUT', `/primary_ips/${id}`, {
      name: 'mail',
      auto_delete: true,
    });
    expect(changed.get('primary_ip')).toMatchObject({ name: 'mail', auto_delete: true });
  });
});

describe('whatever has a name', () => {
  it.each([
    ['/networks', { name: 'one', ip_range: '10.0.0.0/16' }],
    ['/firewalls', { name: 'one' }],
    ['/placement_groups', { name: 'one', type: 'spread' }],
    ['/volumes', { name: 'one', size: 10, location: 'fsn1' }],
    ['/primary_ips', { name: 'one', type: 'ipv4', location: 'fsn1' }],
  ])('%s: has it once in a project, and is listed by it', async (path, body) => {
    expect((await project.call('POST', path, body)).status).toBe(201);
    const listed = await project.call('GET', `${path}?name=one`);
    expect(listed.get('meta', 'pagination', 'total_entries')).toBe(1);
    expect(refusal(await project.call('POST', path, body))).toEqual([409, 'uniqueness_error']);
  });

  it.each([
    ['/networks', () => addNetwork()],
    ['/volumes', () => addVolume()],
    ['/primary_ips', () => addPrimaryIp()],
  ])('%s: is not deleted while it is protected', async (path, add) => {
    const one = `${path}/${await add()}`;
    await project.call('POST', `${one}/actions/change_protection`, { delete: true });
    await project.settle();
    expect(refusal(await project.call('DELETE', one))).toEqual([423, 'protected']);
  });
});

describe('ISOs', () => {
  it('are listed by architecture, and attached by name', async () => {
    const arm = await project.call('GET', '/isos?architecture=arm');
    expect(arm.get('isos', 0, 'name')).toBe('nixos-minimal-26.05-aarch64-linux.iso');
    const { id } = await project.addServer();
    const iso = 'nixos-minimal-26.05-x86_64-linux.iso';
    await project.call('POST', `/servers/${id}/actions/attach_iso`, { iso });
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'iso', 'name')).toBe(iso);
    expect((await project.call('GET', '/isos/122001')).get('iso', 'name')).toBe(iso);
    await project.call('POST', `/servers/${id}/actions/detach_iso`);
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'iso')).toBe(null);
  });
});

describe('pages', () => {
  it('tell their neighbours in the Link header', async () => {
    for (let count = 0; count < 3; count += 1) await project.addServer();
    const page = await project.call('GET', '/servers?page=2&per_page=1&sort=name');
    const links = (page.headers.get('link') ?? '').split(', ');
    expect(links.map((link) => /page=(\d).*rel="(\w+)"/.exec(link)?.slice(1).join(' '))).toEqual([
      '1 first',
      '1 prev',
      '3 next',
      '3 last',
    ]);
    expect(links[0]).toContain(`<${project.listening.endpoint}/servers?`);
    expect(page.get('servers', 0, 'name')).toBe('web-2');
  });
});
