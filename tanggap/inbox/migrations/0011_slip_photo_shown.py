from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inbox", "0010_slip_photos")]
    operations = [migrations.RenameField("slipphoto", "slip", "shown")]
