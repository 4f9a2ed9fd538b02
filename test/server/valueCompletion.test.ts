import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MarkupContent } from 'vscode-languageserver/node';
import { accepts, offers } from './support/completionCases';
import { itemsAt } from './support/completionCheck';

const disks = '<domainbackup><disks>';
const end = '</disks></domainbackup>';

describe('values', () => {
  offers('all that are listed', '<domainbackup mode="|"/>', ['push', 'pull']);
  offers('by themselves behind a quote', '<domainbackup mode="|', ['push', 'pull'], { trigger: '"' });
  accepts(
    'the whole value is replaced',
    '<domainbackup mode="pu|xx"/>',
    'pull',
    '<domainbackup mode="pull"/>',
  );
  accepts(
    'quotes of either kind are kept',
    "<domainbackup mode='|'/>",
    'push',
    "<domainbackup mode='push'/>",
  );
  accepts('missing quotes are added', '<domainbackup mode=|>', 'push', '<domainbackup mode="push">', {
    trigger: '=',
  });
  accepts(
    'quotes are added around a half-typed value',
    '<domainbackup mode=pu|>',
    'push',
    '<domainbackup mode="push">',
  );
  accepts('a missing closing quote is added', '<domainbackup mode="pu|', 'push', '<domainbackup mode="push"');
  accepts(
    'a missing closing quote is added in its kind',
    "<domainbackup mode='pu|",
    'push',
    "<domainbackup mode='push'",
  );
  accepts(
    'a value without its closing quote ends with its line',
    `${disks}<disk name="|\n<disk name="vdb"/>${end}`,
    'vda',
    `${disks}<disk name="vda"\n<disk name="vdb"/>${end}`,
  );
  offers(
    'only those that agree with the mode',
    `<domainbackup mode="pull"><server name="x"/><disks><disk name="vda"><scratch file="/a"/><driver type="|"/></disk>${end}`,
    ['qcow2'],
  );
  offers(
    'only formats that QEMU makes backups in, the usual one first',
    `${disks}<disk name="vda" type="file"><target file="/a"/><driver type="|"/></disk>${end}`,
    ['qcow2', 'raw'],
  );
  offers('the same in the dialect of 2017', '<domainbackup><disk name="a"><target file="/a" format="|"/>', [
    'qcow2',
  ]);
  offers('only transports that a program can open', '<domainbackup mode="pull"><server transport="|"/>', [
    'tcp',
    'unix',
  ]);
  const references = ['&amp;', '&lt;', '&gt;', '&quot;', '&apos;'];
  offers('references in text', '<domainbackup><incremental>a &|</incremental></domainbackup>', references);
  offers('references in a value', `${disks}<disk name="a&l|"/>${end}`, references);
  accepts(
    'a reference takes the place of what is typed of it',
    '<domainbackup><incremental>a&am|p; b</incremental></domainbackup>',
    '&amp;',
    '<domainbackup><incremental>a&amp; b</incremental></domainbackup>',
  );
  test('a kind of value is offered by an example', async () => {
    const items = await itemsAt(`${disks}<disk name="|"/>${end}`);
    assert.equal(items[0]?.label, 'vda');
    assert.equal(items[0]?.detail, 'a disk target such as vda, for example');
  });
  test('every listed value is documented', async () => {
    for (const { documentation } of await itemsAt('<domainbackup mode="|"/>')) {
      assert.ok(MarkupContent.is(documentation) && documentation.value !== '');
    }
  });
  offers('a slash in a path offers nothing by itself', `${disks}<disk name="/|`, [], { trigger: '/' });
});
