import { words } from './words.ts';

/** Parts of the names in `path/places.ts`, and schemes that read files: without one of them a path leads nowhere grave. */
export const PATH_WORDS = words(`
  acces acces_log access access_log appserv apache apache2 applicationhost appsettings asa asax authorized_keys autoexec aws axd azure
  backup bak bash_history bash_logout bash_profile bashrc bat bin bitnami boot boto bzr cmd cnf conf config configuration
  context core credentials cshrc curlrc cvs dat data database db dbshell debug desktop dev development dit docker dockercfg
  dockerenv documents docume ds_store dump elmah env err error error_log errorlog errors etc example exe expect file filezilla
  filter forward ftpconfig gcloud git gitconfig glob global gnupg hg history home hosts hostname htaccess htdigest htpasswd
  httpd id_dsa id_ecdsa id_ed25519 id_rsa iis6 iis7 iis8 inc inetpub inf information ini input jar json key known_hosts kshrc
  kube lampp laravel lesshst library lighttpd local localsettings log login logs machine master meta minint minio my mysql
  mysql_history mysqld netdoc netrc nginx npmrc ntds ntuser ogg old opt passwd pgpass phar php php4 php5 php7 proc prod
  production profile proftpd progra program psql_history pub pypirc python_history rar rediscli_history remote rhosts root run
  s3cfg sam secrets server sessions settings setupinfo sftp sh_history shadow shosts sock sql ssh ssh2 ssl_access_log
  ssl_error_log staging svn svnignore sync sys sysprep system system32 tcshrc terraform terraformrc tfstate tmp token tomcat
  trace travis txt unattend unattended users usr var vault viminfo volume vsftpd wamp wamp64 web wgetrc win windows winnt
  sbin lib lib64 selinux snap cgroup kmsg applications vmlinuz initrd srv dockerinit entrypoint pagefile swapfile
  winnt32 wp xampp xml yml zip zlib zsh_history zshrc compress convert iconv
`);

/** Names of files that are asked for by their name alone. */
export const FILE_WORDS = words(`
  htaccess htpasswd htdigest passwd shadow ini env config asa asax cnf conf id_rsa id_dsa id_ecdsa id_ed25519 bash_history
  netrc npmrc pgpass mysql_history ntuser ntds dat git_credentials authorized_keys unattend sysprep gitconfig bashrc iconv wp
`);
