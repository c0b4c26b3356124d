import { words } from '../words/words.ts';

const makeTops = (): Readonly<Record<string, ReadonlySet<string>>> => {
  const tops: Record<string, ReadonlySet<string>> = {};
  for (const line of TOPS.trim().split('\n')) {
    const [top, ...names] = words(line);
    tops[top!] = new Set(names);
  }
  return tops;
};

/**
 * Folders at the root of a system and the names that it gives below each, `*` for any: Filesystem Hierarchy Standard 3.0,
 * file-hierarchy(7), and what macOS, Android and containers have beside it. What a site may have as well is left out.
 */
const TOPS = `
  etc *
  sbin *
  lib64 *
  proc *
  selinux *
  kmsg *
  usr bin sbin lib lib32 lib64 libx32 libexec local share include games src man doc tmp etc home ports java jre x11 x11r6 sfw xpg4 ucb ccs
  var adm account agentx backups cache crash cron cvs db dt empty ftp games git gopher heimdal inetd jail kerberos lang lib local lock log logs lost+found mail mysql named nis nm ntp opt pipe preserve qmail rapid run runtime sadm saf snap spool spool state svn svnlogs sw sysimage task tmp unbound vm webmin www wwwroot yp at apache apache2
  bin bash sh dash zsh csh tcsh ksh ash rbash busybox ls cat cp mv rm ps su sudo login mount umount ping ping6 nc netcat chmod chown chgrp date dd df echo ed egrep fgrep grep sed awk gawk kill ln mkdir mknod mktemp more less sleep stty sync tar touch true false uname gzip gunzip zcat bunzip2 hostname dmesg dnsdomainname domainname findmnt fuser ip kmod lsblk lsmod loginctl nano netstat pidof pwd rmdir run-parts setfacl ss systemctl systemd tempfile vi vdir which who journalctl bunzip2 bzip2 cpio kbd_mode openvt readlink
  lib systemd modules modprobe.d udev firmware security init terminfo lsb recovery-mode resolvconf crda hdparm xtables klibc apk ld-musl cryptsetup discover
  boot grub grub2 efi initrd.img vmlinuz system.map memtest86+.bin
  dev null zero full random urandom kmem shm stdin stdout stderr tty ptmx pts kmsg fb0 cdrom loop0 mapper hwrng mqueue initctl
  sys class devices kernel firmware block fs module hypervisor
  run secrets shm systemd docker.sock containerd utmp udev initctl sshd.pid crond.pid dbus cloud-init nginx.pid docker.pid
  srv http ftp www tftp samba nfs htdocs wwwroot
  snap bin core core18 core20 core22 snapd lxd
  system volumes bin etc build.prop priv-app
  data data anr
  cgroup cpu memory devices
`;

/** Files at the root itself. */
const ROOT_FILES =
  /^(?:vmlinuz(?:\.old)?|initrd\.img(?:\.old)?|system\.map|\.dockerenv|\.dockerinit|\.autorelabel|\.autofsck|lost\+found|docker-entrypoint\.sh|entrypoint\.sh|pagefile\.sys|hiberfil\.sys|swapfile\d?|core\.\d{1,6})$/;

/** Files of a library, and folders of libraries for one processor. */
const LIBRARY = /^(?:ld-[\w.-]{1,60}|[\w.+-]{1,60}\.so(?:\.\d{1,4}){0,3}|[a-z0-9_]{2,12}-linux-[a-z]{3,12})$/;

/** What pages load. */
const PAGE = /\.(?:[cm]?js|css|map|json|html?|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|php|aspx?)$/;

/** Folders of a disk of Windows that hold what no user made. */
const WINDOWS =
  /^(?:windows|winnt|windows\.old|programdata|perflogs|recovery|system volume information|\$recycle\.bin|recycler|msocache|boot|inetpub|users\/(?:administrator|public|default|default user|all users)|users\/[^/]{1,64}\/(?:appdata|ntuser\.\w{3}|application data|local settings))(?:\/|$)/;

/** Files at the root of a disk of Windows. */
const WINDOWS_ROOT =
  /^(?:pagefile\.sys|hiberfil\.sys|swapfile\.sys|bootmgr|bootsect\.bak|boot\.ini|bootfont\.bin|ntldr|ntdetect\.com|io\.sys|msdos\.sys|config\.sys|autoexec\.bat|bootstat\.dat|install\.ini|dumpstack\.log(?:\.tmp)?)$/;

let tops: Readonly<Record<string, ReadonlySet<string>>> | undefined;

/**
 * True for the whole path of a file that an operating system, a container or a runtime put there, by where it lies. A page of a
 * site and an upload have other places, and a user of a program has no reason to name one of these.
 * @param path in plain spelling: every separator a slash
 */
export function isSystemFile(path: string): boolean {
  if (path.length > 512) return false;
  let text = path.toLowerCase();
  const drive = /^\/?[a-z]:\/{1,4}/.exec(text)?.[0];
  if (drive !== undefined) {
    text = text.slice(drive.length).replace(/\/{2,}/g, '/');
    return WINDOWS.test(text) || WINDOWS_ROOT.test(text);
  }
  if (text.charCodeAt(0) !== 47 || text === '/dev/null') return false;
  const names = text.split('/', 12).filter((name) => name !== '' && name !== '.');
  if (names[0] === 'private' || names[0] === 'rootfs' || names[0] === 'host') names.shift();
  const [top, second] = names;
  if (top === undefined) return false;
  if (second === undefined) return ROOT_FILES.test(top);
  if (top === 'home' || top === 'users') {
    const third = names[2];
    return third === 'public_html' || third === 'htdocs' || (third === 'library' && names.length > 3);
  }
  if (top === 'applications') return second.endsWith('.app');
  tops ??= makeTops();
  const known = Object.hasOwn(tops, top) ? tops[top] : undefined;
  if (known === undefined) return false;
  // A site's own programs: `/lib/modules/menu.js`.
  if (top === 'lib') return (known.has(second) && !PAGE.test(text)) || LIBRARY.test(second);
  if (known.has('*') || known.has(second)) return true;
  if (top === 'boot') return /^(?:vmlinuz|initrd|initramfs|config|system\.map)-/.test(second);
  return top === 'dev' && /^(?:tty|loop|ram|hd[a-d]|fb|video|pts|vcs)[\da-z]{0,4}$/.test(second);
}
