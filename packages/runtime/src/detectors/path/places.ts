import { words } from '../words/words.ts';

/** How sure a place is one that only an attacker asks for; `0` says nothing. */
export type Weight = 0 | 1 | 2;
const WEAK = 1;
const STRONG = 2;

/** What stands below a directory: names that are strong, names that are weak, and what any other name is. */
interface Directory {
  readonly strong: ReadonlySet<string>;
  readonly weak: ReadonlySet<string>;
  readonly other: Weight;
}

function directory(strong: string, weak = '', other: Weight = 0): Directory {
  return { strong: new Set(words(strong)), weak: new Set(words(weak)), other };
}

const APPLICATION = 'bin conf config logs log data htdocs etc php error cgi-bin modules sbin';

/** Top directories of Unix and Windows, and what one asks for in them. */
const makeRoots = (): Readonly<Record<string, Directory>> => ({
  etc: directory(
    `passwd passwd- shadow shadow- gshadow group group- hosts issue issue.net motd fstab crontab sudoers sudoers.d ssh ssl
    mysql my.cnf my.ini httpd apache apache2 nginx lighttpd php php.ini php4 php5 php7 profile bashrc bash.bashrc environment
    resolv.conf hostname security samba syslog.conf rsyslog.conf master.passwd spwd.db pwd.db opasswd exports inetd.conf
    xinetd.d init.d rc.conf rc.d rc.local cron.d cron.daily cron.allow cron.deny crontab mtab networks network hosts.allow
    hosts.deny hosts.equiv redhat-release debian_version lsb-release os-release release centos-release alpine-release
    proftpd.conf proftpd pure-ftpd pure-ftpd.conf pureftpd.passwd pureftpd.pdb vsftpd.conf vsftpd ftpusers ftpaccess ftpchroot
    vhcs2 logrotate.d logrotate.conf modules.conf termcap printcap sysconfig pam.conf pam.d netconfig aliases shells services
    protocols inittab ld.so.conf kubernetes docker postgresql redis redis.conf mongod.conf mongodb.conf tomcat jetty krb5.conf
    krb5.keytab ldap openldap ldap.conf nsswitch.conf at.allow at.deny bootptab cups domains sysctl.conf login.defs timezone
    fail2ban gitlab elasticsearch grafana ansible amazon letsencrypt exim4 postfix dovecot snmp vnc cassandra chrootusers
    phpmyadmin wwwlogs mail sendmail.cf sendmail.mc security passwd.bak shadow.bak passwd~ shadow~ group~ passwd.old release
    zookeeper jenkins consul.d vault environment.d x11 webmin squid openvpn wireguard ipsec.conf ipsec.secrets`,
    '',
    WEAK,
  ),
  proc: directory(
    `self thread-self version cmdline config.gz cpuinfo meminfo mounts net stat sched_debug swaps filesystems interrupts
    ioports modules devices partitions uptime loadavg kallsyms kcore kmsg verify environ fd maps diskstats`,
    'sys bus fs tty',
  ),
  sys: directory('', 'class devices kernel firmware block fs module hypervisor'),
  dev: directory('', 'tcp udp fd shm mem kmem random urandom zero sda sda1 hda hda1 stdin stdout stderr tty tty0 port'),
  boot: directory('', 'grub grub2 grub.cfg vmlinuz initrd.img loader efi'),
  var: directory(
    'shadow passwd',
    `log logs www task runtime adm lib run spool mail local mysql mysql.log mysql-bin.index apache apache2 htmp cpanel webmin
    opt db backups nm backup tmp cache crash htdocs lang rapid html data lock empty named svn git vm cron lp saf`,
  ),
  usr: directory('', 'etc pkgsrc ports home spool apache apache2 tomcat apachectl php mysql'),
  'usr/local': directory(
    '',
    `apache apache2 apache22 apache24 httpd etc php php4 php5 php7 pgsql mysql nginx www lib cpanel zeus psa zend tomcat jboss
    jakarta lighttpd squid samba pureftpd pure-ftpd proftpd ftpd sb webmin share jetty redis elasticsearch ispconfig directadmin`,
  ),
  'usr/lib': directory(
    '',
    'php php4 php5 php7 php.ini cron rpm security apache apache2 httpd mysql tomcat oracle squid sendmail',
  ),
  'usr/lib64': directory('', 'php httpd apache2'),
  'usr/share': directory(
    '',
    'tomcat tomcat6 tomcat7 tomcat8 tomcat9 nginx php squirrelmail adduser phpmyadmin mysql webmin',
  ),
  opt: directory(
    '',
    `lampp xampp apache apache2 httpd jboss tomcat tomcat6 tomcat7 tomcat8 tomcat9 nginx php mysql oracle ibm etc conf
    extensions nodejs python java ruby layer layers bin lib splunk bitnami elasticsearch kafka wildfly atlassian sun coldfusion
    cpanel docker aws`,
  ),
  root: directory('', 'anaconda-ks.cfg desktop proof.txt flag.txt root.txt backup.sql'),
  run: directory('docker.sock containerd', 'secrets shm systemd'),
  tmp: directory('', 'passwd shadow'),
  apache: directory('', APPLICATION),
  apache2: directory('', APPLICATION),
  httpd: directory('', APPLICATION),
  nginx: directory('', APPLICATION),
  lighttpd: directory('', APPLICATION),
  php: directory('', 'php.ini lib sessions ext'),
  php4: directory('', 'php.ini lib sessions'),
  php5: directory('', 'php.ini lib sessions'),
  php7: directory('', 'php.ini lib sessions'),
  mysql: directory('', 'my.ini my.cnf data bin'),
  xampp: directory('', '', WEAK),
  lampp: directory('', '', WEAK),
  wamp: directory('', '', WEAK),
  appserv: directory('', '', WEAK),
  wamp64: directory('', '', WEAK),
  tomcat: directory('tomcat-users.xml', 'conf logs webapps'),
  inetpub: directory('', '', WEAK),
  windows: directory(
    `win.ini system.ini repair debug iis.log iis6.log iis7.log iis8.log iis10.log php.ini panther my.ini
    my.cnf windowsupdate.log setuplog.txt setupact.log setuperr.log csc system.dat user.dat odbc.ini`,
    'system system32 syswow64 explorer.exe notepad.exe temp microsoft.net softwaredistribution ntds sysvol regedit.exe logs',
  ),
  winnt: directory('', '', STRONG),
  winnt32: directory('', '', STRONG),
  minint: directory('', '', STRONG),
  'web-inf': directory('web.xml classes lib', '', STRONG),
  'meta-inf': directory('', 'manifest.mf context.xml maven application.xml persistence.xml'),
  library: directory('', 'webserver preferences logs keychains'),
  'progra~1': directory('', '', WEAK),
  'docume~1': directory('', '', WEAK),
  'system volume information': directory('', '', WEAK),
  bitnami: directory('', '', WEAK),
  minio: directory('', 'config .minio.sys'),
  aws: directory('credentials', ''),
});

/** Directories of secrets, wherever they lie in an absolute path. */
const makeSecrets = (): Readonly<Record<string, Directory>> => ({
  '.ssh': directory('', '', STRONG),
  '.aws': directory('', '', STRONG),
  '.azure': directory('', '', STRONG),
  '.gcloud': directory('', '', STRONG),
  '.kube': directory('', '', STRONG),
  '.docker': directory('config.json .dockercfg', '', WEAK),
  '.gnupg': directory('', '', STRONG),
  '.git': directory(
    'config head index logs refs objects hooks description packed-refs credentials commit_editmsg orig_head info fetch_head',
    '',
    WEAK,
  ),
  '.svn': directory('entries wc.db', '', WEAK),
  '.hg': directory('hgrc store dirstate', '', WEAK),
  '.bzr': directory('', '', WEAK),
  cvs: directory('entries root repository'),
  secrets: directory('kubernetes.io eks.amazonaws.com'),
  system32: directory('config drivers inetsrv logfiles cmd.exe', '', WEAK),
  windows: directory('win.ini system.ini repair panther', 'system32 syswow64'),
  winnt: directory('', '', STRONG),
  'web-inf': directory('web.xml', 'classes lib', WEAK),
  proc: directory('self thread-self version cmdline mounts cpuinfo meminfo interrupts ioports kcore'),
  etc: directory('passwd shadow group hosts issue my.cnf sudoers php.ini crontab motd fstab'),
});

/** Files that are secrets or proofs under any path. */
const STRONG_FILES = `boot.ini win.ini system.ini id_rsa id_dsa id_ecdsa id_ed25519 authorized_keys .htpasswd .bash_history .netrc .pgpass
  .mysql_history .psql_history .git-credentials .my.cnf .npmrc .pypirc .zsh_history .sh_history .python_history .rediscli_history
  wp-config.php ntuser.dat ntuser.ini ntds.dit sam.log global.asa global.asax web.xml tomcat-users.xml autoexec.bat config.inc.php
  localsettings.php known_hosts docker.sock .dockercfg wp-config.php.bak wp-config.bak .htdigest .s3cfg .boto credentials.xml
  master.key unattend.xml unattended.xml unattend.txt unattended.txt sysprep.inf sysprep.xml cmd.exe settings.inc.php`;

/** Files that servers keep to themselves, asked for by an absolute path or by name alone. */
const WEAK_FILES = `.htaccess .env .env.local .env.production .env.development .env.backup .env.bak .env.old .env.prod .env.staging .env.example
  web.config php.ini httpd.conf nginx.conf access.log error.log access_log error_log acces.log acces_log access-log error-log
  ssl_access_log ssl_error_log mysql.log mysql.err mysqld.log my.cnf my.ini mysql-bin.log .bashrc .bash_profile .bash_logout .profile
  .zshrc .gitconfig .svnignore .ds_store .history .viminfo .wgetrc .curlrc .rhosts .shosts .forward .login .cshrc .kshrc .tcshrc
  .lesshst .dbshell filezilla server.xml proftpd.conf vsftpd.conf debug.log errors.log errorlog trace.axd elmah.axd machine.config
  applicationhost.config appsettings.json server.xml context.xml shadow.bak passwd.bak passwd shadow master.passwd spwd.db passwd.dat .passwd hostname.err php.log laravel.log
  database.yml secrets.yml configuration.php localsettings.php settings.php backup.sql dump.sql db.sql database.sql .travis.yml.bak
  .dockerenv .vault-token .terraformrc terraform.tfstate sftp-config.json .ftpconfig .remote-sync.json id_rsa.pub core.dump setupinfo
  setupinfo.bak iis6.log iis7.log iis8.log sessions desktop.ini`;

/** Folders below `Program Files` that an attacker knows. */
const SERVERS =
  /^(?:apache|mysql|xampp|filezilla|php|nginx|tomcat|postgresql|wamp|microsoft sql|common files|zend|lampp|jboss)/;

/** Made when a path is first looked at: most cold starts meet none. */
interface Places {
  readonly roots: Readonly<Record<string, Directory>>;
  readonly secrets: Readonly<Record<string, Directory>>;
  readonly strongFiles: ReadonlySet<string>;
  readonly weakFiles: ReadonlySet<string>;
}

let known: Places | undefined;

function places(): Places {
  known ??= {
    roots: makeRoots(),
    secrets: makeSecrets(),
    strongFiles: new Set(words(STRONG_FILES)),
    weakFiles: new Set(words(WEAK_FILES)),
  };
  return known;
}

/**
 * Judges one more name of a path.
 * @param names names before it, in lower case
 * @param absolute the path begins at a root: `/`, a drive, or after a climb
 */
export function weighName(names: readonly string[], name: string, absolute: boolean): Weight {
  const count = names.length;
  if (count === 0) return 0;
  const { roots, secrets } = places();
  const parent = names[count - 1]!;
  // A relative path counts where its first name says it all; repositories have an `etc/nginx` and list their `.git` too.
  if (!absolute) {
    if (count !== 1 || (parent === '.git' && name !== 'config')) return 0;
    return weighBelow(secrets, parent, name) === 0 ? 0 : WEAK;
  }
  const top = count === 1 ? parent : count === 2 ? `${names[0]}/${parent}` : '';
  const below = Math.max(top === '' ? 0 : weighBelow(roots, top, name), weighBelow(secrets, parent, name)) as Weight;
  if (below === STRONG) return below;
  const root = names[0]!;
  if (root === 'proc' && count === 1 && /^[0-9]{1,7}$/.test(name)) return STRONG;
  if (name[0] === '.' && name.length > 2 && (root === 'root' || ((root === 'home' || root === 'users') && count >= 2)))
    return STRONG;
  if (below !== 0) return below;
  if (root === 'tmp' && /^(?:sess_|php[a-z0-9]{6}$)/.test(name)) return WEAK;
  if ((parent === 'logs' || parent === 'log') && count <= 3 && LOG.test(name)) return WEAK;
  if (root.startsWith('program files') && SERVERS.test(name)) return WEAK;
  if (root === 'documents and settings') return WEAK;
  return root === 'users' && (name === 'administrator' || name === 'ntuser.dat') ? WEAK : 0;
}

const LOG = /(?:\.(?:log|err)|[_-]log)$/;

function weighBelow(table: Readonly<Record<string, Directory>>, parent: string, name: string): Weight {
  if (!Object.hasOwn(table, parent)) return 0;
  const below = table[parent]!;
  if (below.strong.has(name)) return STRONG;
  return below.weak.has(name) ? WEAK : below.other;
}

/** NAME_MAX of Linux; patterns of longer names cost and say nothing. */
const LONGEST_NAME = 255;

/** What the last name of a path is, whatever stands before it. */
export function weighFile(name: string): Weight {
  if (name.length > LONGEST_NAME) return 0;
  const { strongFiles, weakFiles } = places();
  const dotted = name.includes('.');
  const plain = dotted || name.endsWith('~') ? name.replace(COPY, '') : name;
  if (strongFiles.has(plain)) return STRONG;
  return weakFiles.has(plain) || (dotted && DUMP.test(name)) ? WEAK : 0;
}

/**
 * Files that no list of a repository's or an archive's files holds, so that a relative path to one says enough.
 * @param alone the name is the whole path: some that lists do hold are then asked for
 */
export function isSecretFile(name: string, alone: boolean): boolean {
  return SECRET_FILE.test(name) || (alone && ALONE.test(name));
}

const SECRET_FILE =
  /^(?:\.htpasswd|\.passwd|\.bash_history|\.netrc|\.pgpass|\.mysql_history|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|boot\.ini|win\.ini|ntuser\.dat)$/;

const ALONE =
  /^(?:\.htaccess|\.env(?:\.(?:local|production|prod|backup|bak|old))?|web\.config|wp-config\.php|php\.ini|httpd\.conf|system\.ini|global\.asax?|passwd(?:\.dat)?|master\.passwd)$/;

/** What editors and careful people append to a file's name. */
const COPY = /(?:\.(?:bak|old|orig|save|swp|default|dist|sample|backup|copy|[0-9])|~)$/;

/** Copies of everything, by the names that scanners try. */
const DUMP =
  /^(?:backup|dump|database|db|mysql|www|wwwroot|htdocs)\d{0,4}\.(?:sql|zip|tar|tgz|rar|7z|bak)(?:\.(?:gz|zip|bz2|xz))?$/;
