import type { Confidence } from '@bulkhead/core';

/** Vendors' namespaces whose classes known chains are made of, and properties that hold what is called. */
const GADGET =
  /"(?:Monolog|GuzzleHttp|Symfony|Illuminate|Doctrine|Swift_|Laminas|Zend|Slim|Phalcon|PHPUnit|Dompdf|TCPDF|Faker|Mockery|Psr|Prophecy|League|yii|think|Requests_|WP_|PHPExcel|Composer|React|Ramsey|Carbon|Drupal|Typo3|TYPO3|Magento|Smarty|SoapClient|SplFileObject|SimpleXMLElement|Phar|JDatabaseDriver|vB_|PharData|PDO|mysqli|Closure|Serializable|CodeIgniter|Kohana|CakePHP|Cake|Horde|Pydio|Snappy|SplObjectStorage|FilesystemIterator|ArrayObject)[\w\\]*"|"(?:system|exec|passthru|shell_exec|assert|eval|phpinfo|call_user_func(?:_array)?|popen|proc_open|file_put_contents|create_function)"|\/etc\/|<\?php|php:\/\/|\bcat |whoami|\.php"|\b(?:rm|wget|curl|nc|bash|sh) -/i;

/**
 * Objects in PHP's serialisation. Arrays of scalars are what plugins and sessions store; an object makes `unserialize`
 * run a class's `__wakeup` and `__destruct`.
 * https://www.php.net/manual/en/function.serialize.php
 */
export function findPhpObject(text: string): Confidence | undefined {
  const pattern = /(?:^|[^\w])([OCE]):\+?(\d{1,4}):\\?"([\w\\.]{1,120})\\?"(?::\+?\d{1,6}:\{|:\d{1,6}:)/g;
  let count = 0;
  let exact = false;
  for (let match = pattern.exec(text); match !== null && count < 8; match = pattern.exec(text)) {
    count++;
    if (Number(match[2]) === match[3]!.length) exact = true;
  }
  if (count === 0)
    return /(?:^|[^\w])[OC]:\+?\d{1,4}:\\?"[\w\\]{1,120}\\?"/.test(text) && text.length < 200 ? 'medium' : undefined;
  if (text.length < 4096 && GADGET.test(text)) return 'high';
  if (/[OC]:\+\d/.test(text)) return 'high';
  return exact || text.length < 400 ? 'medium' : 'low';
}
