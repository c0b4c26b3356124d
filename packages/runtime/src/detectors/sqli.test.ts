import { expect, it } from 'vitest';
import { sqli } from './sqli.ts';
import { detectIn } from './testing/detect-in.ts';

const ATTACKS = [
  "' or 1=1--",
  "' or '1'='1",
  '" or "a"="a',
  "x') or ('a'='a",
  "' or 2>1 #",
  "' or true--",
  "' || 1=1 --",
  "admin'--",
  "admin' #",
  "admin'/*",
  "' or ''='",
  "'='",
  "' like '%",
  '1 or 1=1',
  '1) or (1=1',
  '7 and 1=2',
  '-1 union select 1,2,3',
  '1 UNION/**/ALL/**/SELECT NULL,NULL--',
  '1 /*!50000union*/ /*!50000select*/ 1,2',
  "x' union select name, pass from users -- -",
  '1 union(select(1),2)',
  '1 union select @@version',
  "1'; drop table votes--",
  '1; delete from votes where 1=1',
  "x'; exec xp_cmdshell 'dir'--",
  "1; waitfor delay '0:0:5'--",
  "1'; declare @x varchar(9); exec(@x)--",
  "'; insert into users values (1,'a')--",
  "1' and sleep(5)#",
  '1 and benchmark(5000000,md5(1))',
  "1'||pg_sleep(5)--",
  '1 and (select count(*) from information_schema.tables)>0',
  "1' and ascii(substring((select user()),1,1))>64--",
  '(select * from (select(sleep(5)))a)',
  "1' order by 7--",
  '1 order by 7--',
  "1' group by x having 1=1--",
  "x' into outfile '/tmp/a.php'--",
  "1' and extractvalue(1,concat(0x7e,version()))--",
  '1 procedure analyse()',
  "1' or x=x--",
];

const HONEST = [
  "O'Reilly",
  "it's",
  "'quoted'",
  '"Keys"',
  "the '90s or the '80s",
  "rock 'n' roll",
  'you and me or them',
  'a union of states; select members only',
  'order by phone',
  'drop table lamps',
  'delete from my list please',
  'select a colour from the list',
  'insert coin into machine',
  '1;1;1;CONTROL;0',
  'A - B -- C',
  '12" or 14" pipes',
  "D'or 1er parfum",
  '#hashtag and #another',
  '/* css */',
  'where is the library and when does it open?',
  'x == 1 && y == 2',
  '(select one)',
  "channel '#general' and more",
  '50% wool and 50% silk',
];

it.each(ATTACKS)('%j is SQL injection', (value) => {
  expect(detectIn(sqli, value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j is not', (value) => {
  expect([undefined, 'low']).toContain(detectIn(sqli, value));
});
