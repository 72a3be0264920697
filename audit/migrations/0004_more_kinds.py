

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_export'),
    ]

    operations = [
        migrations.AlterField(
            model_name='export',
            name='kind',
            field=models.CharField(choices=[('pdf', 'PDF file'), ('xlsx', 'Excel file'), ('docx', 'Word file'), ('json', 'JSON file'), ('csv', 'CSV file'), ('zip', 'ZIP file')], max_length=4),
        ),
    ]
