/* Any octets as what a delivery report says to programs, and in the words of old mailers. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_mail("From: MAILER-DAEMON@example.net\r\n"
		  "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
		  "--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
	    data, size, "\r\n--b--\r\n");
	fuzz_mail("From: MAILER-DAEMON@example.net\r\nReturn-Path: <>\r\n"
		  "Subject: Undelivered Mail Returned to Sender\r\n\r\n",
	    data, size, "");
	return 0;
}
