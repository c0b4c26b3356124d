/** Not a word of a natural language: after a separator it is a command, whatever follows. */
export const CLEAR = 1;
/** Of these, the ones that no text goes on with. */
export const SURE = 1 << 1;
/** Does something for whoever injects it with nothing after it. */
export const ALONE = 1 << 2;
/** Reads what is piped into it: harmless at the end of a pipe unless it names a file. */
export const FILTER = 1 << 3;
/** Runs what is piped into it or what follows `-c`. */
export const SHELL = 1 << 4;
/** Fetches from or sends to another host. */
export const NET = 1 << 5;
/** Shows the file that it is given. */
export const READER = 1 << 6;
/** Of Windows, where case does not matter. */
export const WINDOWS = 1 << 7;
/** A statement or function of programming languages as well. */
export const CODE = 1 << 8;
/** Runs the command that follows it: `sudo`, `nohup`. */
export const WRAPPER = 1 << 9;
/** Takes a number: `sleep 5`. */
export const DELAY = 1 << 10;
/** Runs code after `-c`, `-e` or `-r`. */
export const INTERPRETER = 1 << 11;
/** Is a command with one plain word after it: `which curl`. */
export const OPERAND = 1 << 12;
/** Known as the beginning of an honest command line, and no more. */
export const TOOL = 1 << 13;
/** A tool of developers: what people write about all day, and nothing that an attacker asks for first. */
export const DEV = 1 << 14;
/** Told from a word by what it is told to do: `net user`. */
export const SUBCOMMAND = 1 << 15;

const GROUPS: readonly (readonly [traits: number, names: string])[] = [
  [
    CLEAR | SURE | ALONE,
    `whoami ifconfig netstat uname printenv getent lsof lsb_release lscpu lsmod lsblk dmesg lastlog htop pstree vmstat
     iostat mpstat lspci lsusb blkid sysinfo phpinfo hostnamectl phpversion netstat.exe whoami.exe ifconfig.exe aptitude`,
  ],
  [
    CLEAR | SURE | ALONE | WINDOWS,
    `systeminfo ipconfig tasklist driverquery quser qwinsta getmac vssadmin get-process get-childitem get-service
     ipconfig.exe systeminfo.exe tasklist.exe get-location get-computerinfo hostname.exe nbtstat get-help get-command get-host
     get-date get-hotfix get-localuser get-localgroup get-localgroupmember get-ciminstance get-psdrive get-module get-acl`,
  ],
  [CLEAR | SURE | NET, 'wget ncat tftp socat aria2c lwp-download lwp-request wget2 axel'],
  [
    CLEAR | NET,
    'curl nc netcat nc.exe ncat.exe nc.traditional nc.openbsd telnet scp sftp rsync sshpass lynx w3m elinks links rclone httpie smbclient',
  ],
  [
    CLEAR | SURE | NET | WINDOWS,
    'certutil certutil.exe bitsadmin bitsadmin.exe invoke-webrequest invoke-restmethod iwr',
  ],
  [CLEAR | SURE | NET, 'nslookup traceroute tracepath tcpdump nmap masscan arping tshark nslookup.exe'],
  [CLEAR | SURE | NET | WINDOWS, 'tracert'],
  [CLEAR | NET | DELAY, 'ping ping6 fping hping3 ping.exe mtr'],
  [DELAY, 'sleep usleep expr'],
  [DELAY | WINDOWS | WRAPPER, 'timeout'],
  [CLEAR | SURE | DELAY | WINDOWS, 'start-sleep waitfor'],
  [CLEAR | SHELL | INTERPRETER | ALONE, 'sh bash zsh ksh dash csh tcsh ash fish rbash'],
  [CLEAR | SURE | SHELL | INTERPRETER | WINDOWS, 'powershell powershell.exe pwsh pwsh.exe cmd.exe command.com'],
  [CLEAR | SHELL | INTERPRETER | WINDOWS, 'cmd'],
  [
    CLEAR | SHELL | INTERPRETER,
    'python python2 python3 perl ruby php php5 php7 php8 nodejs lua5 jrunscript jjs ghci irb python.exe perl.exe php.exe',
  ],
  [INTERPRETER | DEV, 'node'],
  [INTERPRETER, 'lua tclsh expect'],
  [CLEAR | ALONE, 'ls ps pwd'],
  [CLEAR | ALONE | OPERAND, 'll'],
  [
    CLEAR | READER | FILTER,
    'cat tac zcat bzcat xzcat zless zmore zstdcat lzcat rev xxd hexdump strings base64 base32 uuencode od',
  ],
  [
    CLEAR | FILTER,
    'grep egrep fgrep sed awk gawk nawk mawk zgrep bzgrep rgrep xargs uniq shuf wc tr tee gunzip bunzip2 gzip bzip2 xz zstd unxz',
  ],
  [READER | FILTER, 'head tail more less sort nl cut paste'],
  [FILTER, 'fold join split comm expand column jq yes md5 md5sum sha1sum sha256sum'],
  [
    CLEAR | SURE,
    'chmod chown chgrp useradd adduser userdel usermod groupadd chpasswd visudo setfacl sysctl mknod mkfifo chattr lsattr setcap getcap insmod rmmod modprobe gpasswd vipw chsh chfn losetup fdisk mkfs mkfs.ext4 crontab systemctl journalctl iptables nft ethtool killall pkill pgrep pidof dpkg ssh-keygen ssh-copy-id nsenter unshare chroot rmdir mkdir mysqldump readlink realpath printf',
  ],
  [
    CLEAR,
    'rm mv cp ln dd cd gcc g++ cc tar unzip apt-get yum dnf rpm zypper pacman apk snap psql mysql sqlite3 mongo redis-cli openssl gpg nano emacs tmux gdb cpio pax cscli stat xterm vim',
  ],
  [CLEAR | DEV, 'docker kubectl podman'],
  [CLEAR | OPERAND, 'whereis passwd'],
  [CLEAR | CODE, 'echo'],
  [
    CLEAR | WRAPPER,
    'sudo doas nohup busybox setsid ionice chrt taskset strace ltrace flock stdbuf cpulimit runuser toybox',
  ],
  [WRAPPER, 'time env exec command builtin nice watch eval su start call'],
  [CLEAR | ALONE | WINDOWS, 'dir'],
  [ALONE, 'id env w who hostname mount jobs reboot halt poweroff df top set uptime'],
  [0, 'last date history alias logname groups users tty du finger cal shutdown init'],
  [OPERAND, 'which su apt apt-cache pip pip3 gem locate'],
  [READER | WINDOWS, 'type'],
  [CLEAR | SURE | READER | WINDOWS, 'get-content gc findstr'],
  [READER, 'vi ed ex file dig'],
  [0, 'find touch kill test exit source move tree ip route arp host free service locale at batch bc dc'],
  [DEV, 'git make'],
  [SUBCOMMAND, 'net sc reg ip route service aws'],
  [CODE, 'export print import declare unset assert exec'],
  [
    WINDOWS,
    'net reg sc copy del erase ver vol set start rd md ren attrib query assoc ftype move more prompt exit echo',
  ],
  [
    CLEAR | SURE | WINDOWS,
    `netsh wmic cscript wscript mshta rundll32 regsvr32 icacls cacls schtasks dsquery nltest wevtutil cmdkey fsutil
     msiexec forfiles taskkill bcdboot bcdedit diskpart xcopy robocopy regedit takeown cipher installutil msbuild
     invoke-expression iex start-process new-object set-executionpolicy invoke-command invoke-wmimethod get-wmiobject
     gwmi iwmi start-job out-file mshta.exe rundll32.exe regsvr32.exe wmic.exe reg.exe net.exe net1 schtasks.exe
     get-item add-type set-mppreference get-eventlog get-aduser whoami get-netipaddress test-connection test-netconnection`,
  ],
  [NET, 'ftp ssh fetch mail sendmail mutt aws'],
  [CLEAR | SURE, 'shell_exec passthru popen proc_open msfvenom msfconsole pwncat rcat ztcp zmodload rlwrap apachectl'],
  [CLEAR | DEV, `terraform composer bundle bundler yarn pnpm npx npm bunx deno`],
  [
    CLEAR,
    `ansible ansible-playbook ansible-vault ansible-galaxy cpan cpanm gnuplot ghc logsave timedatectl resolvectl networkctl loginctl nmcli iwconfig gsettings sshd chef-client`,
  ],
  [
    TOOL,
    `cargo brew go gcloud az tput seq pv basename dirname rename convert ffmpeg diff cmp patch mvn gradle java javac
    crunch screen rmdir read let while for if until case function trap umask ulimit hash wait fg bg pushd popd dirs shift
    mktemp install parallel nproc numfmt tsort factor fmt pr look script scriptreplay getopts mapfile readarray printf
    make cmake ninja helm minikube vagrant heroku netlify vercel serverless sam cdk aws eslint tsc jest mocha webpack
    wp drush symfony rails rake bin zip rar 7z`,
  ],
];

export const COMMANDS: ReadonlyMap<string, number> = makeCommands();

function makeCommands(): Map<string, number> {
  const table = new Map<string, number>();
  for (const [traits, names] of GROUPS) {
    for (const name of names.trim().split(/\s+/)) table.set(name, (table.get(name) ?? 0) | traits);
  }
  return table;
}

/** The command of a name as it was written: in capitals only Windows knows it. */
export function commandTraits(name: string): number | undefined {
  const traits = COMMANDS.get(name);
  if (traits !== undefined) return traits;
  const lower = name.toLowerCase();
  if (lower === name) return undefined;
  const known = COMMANDS.get(lower);
  return known !== undefined && (known & WINDOWS) !== 0 ? known : undefined;
}

/** A known name as it is written: with a version, or in capitals where Windows knows it. */
export function isName(name: string): boolean {
  if (commandTraits(name) !== undefined) return true;
  const last = name.charCodeAt(name.length - 1);
  return last >= 48 && last <= 57 && /^(?:python|perl|php|ruby|lua)[\d.]+$/.test(name);
}
